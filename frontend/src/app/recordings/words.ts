import { translator } from '../../shared/words';

export const t = translator(
  {
    'recordings.title': 'Recordings',
    'recordings.drop': 'Drop a video here, or choose one',
    'recordings.about':
      'It is measured on this server and deleted as soon as that is done. Each face becomes a person whom you can name.',
    'recordings.too_large':
      'This file has {size} MB; at most {limit} MB can be taken. Cut it, or make it smaller.',
    'recordings.name': 'Name of the session',
    'recordings.began': 'The recording began',
    'recordings.consent': 'Everybody in it has agreed to being measured',
    'recordings.upload': 'Upload and measure',
    'recordings.cancel': 'Cancel',
    'recordings.uploading': 'Uploading {name}: {percent} %',
    'recordings.stay': 'Keep this page open until the upload is done.',
    'recordings.measured': 'Measured',
    'recordings.history': 'History',
    'recordings.people': 'Name the people',
    'recordings.class_only':
      'This course shows the class only, so nobody in it is listed or named. Who may see single people is a rule of the course, under “Settings”.',
    'measuring.status': 'Being measured',
    'measuring.title': 'The recording is being measured',
    'measuring.share': '{percent} % of it',
    'measuring.about':
      'Its history is here when that is done. You may leave this page; on the page of the course it can be cancelled.',
    'measuring.course': 'To the course',
    'names.title': 'Who is who?',
    'names.about':
      'The box shows where in the picture a face was. No picture is kept, so name people while you remember the recording.',
    'names.no_box': 'Where they were in the picture is known for a day only.',
    'names.seen': 'Seen for {seen}, from {first} on',
    'names.roster': 'On the roster',
    'names.nobody': 'Not on the roster',
    'names.name': 'Name',
    'names.save': 'Save',
    'names.saved': 'Saved',
    'names.where': 'Place in the picture',
    'names.none': 'There is nobody to name.',
    'names.history': 'To the history',
  },
  {
    'recordings.title': 'Aufzeichnungen',
    'recordings.drop': 'Ein Video hierher ziehen oder auswählen',
    'recordings.about':
      'Es wird auf diesem Server ausgewertet und danach sofort gelöscht. Aus jedem Gesicht wird eine Person, die Sie benennen können.',
    'recordings.too_large':
      'Diese Datei hat {size} MB; höchstens {limit} MB sind möglich. Kürzen oder verkleinern Sie sie.',
    'recordings.name': 'Name der Sitzung',
    'recordings.began': 'Beginn der Aufzeichnung',
    'recordings.consent': 'Alle, die darin zu sehen sind, haben in die Messung eingewilligt',
    'recordings.upload': 'Hochladen und auswerten',
    'recordings.cancel': 'Abbrechen',
    'recordings.uploading': '{name} wird hochgeladen: {percent} %',
    'recordings.stay': 'Lassen Sie diese Seite offen, bis alles hochgeladen ist.',
    'recordings.measured': 'Ausgewertet',
    'recordings.history': 'Verlauf',
    'recordings.people': 'Personen benennen',
    'recordings.class_only':
      'Dieser Kurs zeigt nur die Gruppe, darum wird niemand darin aufgelistet oder benannt. Wer einzelne Personen sehen darf, regeln die „Einstellungen“ des Kurses.',
    'measuring.status': 'Wird ausgewertet',
    'measuring.title': 'Die Aufzeichnung wird ausgewertet',
    'measuring.share': '{percent} % davon',
    'measuring.about':
      'Ist das fertig, steht hier ihr Verlauf. Sie können diese Seite verlassen; auf der Seite des Kurses lässt es sich abbrechen.',
    'measuring.course': 'Zum Kurs',
    'names.title': 'Wer ist wer?',
    'names.about':
      'Der Rahmen zeigt, wo im Bild ein Gesicht war. Kein Bild wird aufbewahrt: Benennen Sie die Personen, solange Sie die Aufzeichnung vor Augen haben.',
    'names.no_box': 'Der Platz im Bild ist nur einen Tag lang bekannt.',
    'names.seen': '{seen} lang zu sehen, ab {first}',
    'names.roster': 'Auf der Namensliste',
    'names.nobody': 'Nicht auf der Liste',
    'names.name': 'Name',
    'names.save': 'Speichern',
    'names.saved': 'Gespeichert',
    'names.where': 'Platz im Bild',
    'names.none': 'Hier ist niemand zu benennen.',
    'names.history': 'Zum Verlauf',
  },
);
