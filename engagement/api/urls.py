from django.urls import path, re_path

from engagement.api import account, own, signals, views

urlpatterns = [
    path("me", account.Me.as_view()),
    path("me/participations", own.Participations.as_view()),
    path("me/history", own.OwnHistory.as_view()),
    path("me/explain", own.OwnExplain.as_view()),
    path("me/annotations", own.OwnAnnotations.as_view()),
    path("me/annotations/<int:annotation_id>", own.OwnAnnotation.as_view()),
    path("me/data", own.OwnData.as_view()),
    path("me/signals", signals.OwnSignals.as_view()),
    path("me/signals/<str:kind>", signals.OwnSignal.as_view()),
    path("login", account.LogIn.as_view()),
    path("logout", account.LogOut.as_view()),
    path("courses", views.Courses.as_view()),
    path("courses/<int:course_id>", views.OneCourse.as_view()),
    path("courses/<int:course_id>/history", views.CourseHistory.as_view()),
    path("courses/<int:course_id>/sessions", views.CourseSessions.as_view()),
    path("sessions/<int:session_id>", views.OneSession.as_view()),
    path("sessions/<int:session_id>/open", views.OpenSession.as_view()),
    path("sessions/<int:session_id>/close", views.CloseSession.as_view()),
    path("sessions/<int:session_id>/markers", views.SessionMarkers.as_view()),
    path("sessions/<int:session_id>/live", views.SessionLive.as_view()),
    path("sessions/<int:session_id>/signals", signals.SessionSignals.as_view()),
    path("sessions/<int:session_id>/signals/hands", signals.SessionHands.as_view()),
    path("sessions/<int:session_id>/history", views.SessionHistory.as_view()),
    path("sessions/<int:session_id>/explain", views.SessionExplain.as_view()),
    path("participants/<int:participant_id>", views.OneParticipant.as_view()),
    path("calibration", views.OwnCalibration.as_view()),
    path("join/<str:code>", views.JoinSession.as_view()),
    re_path(r"", views.nothing),
]
