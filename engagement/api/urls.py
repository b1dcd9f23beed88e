from django.urls import path, re_path

from engagement.api import account, attendance, courses, roster, schedule, views

urlpatterns = [
    path("me", account.Me.as_view()),
    path("login", account.LogIn.as_view()),
    path("logout", account.LogOut.as_view()),
    path("courses", courses.Courses.as_view()),
    path("courses/<int:course_id>", courses.OneCourse.as_view()),
    path("courses/<int:course_id>/policy", courses.CoursePolicy.as_view()),
    path("courses/<int:course_id>/plan", schedule.CoursePlan.as_view()),
    path("courses/<int:course_id>/roster", roster.CourseRoster.as_view()),
    path("courses/<int:course_id>/roster/preview", roster.RosterPreview.as_view()),
    path("courses/<int:course_id>/history", views.CourseHistory.as_view()),
    path("courses/<int:course_id>/sessions", schedule.CourseSessions.as_view()),
    path("sessions/<int:session_id>", schedule.OneSession.as_view()),
    path("sessions/<int:session_id>/attendance", attendance.SessionAttendance.as_view()),
    path("sessions/<int:session_id>/duplicate", schedule.SessionDuplicate.as_view()),
    path("sessions/<int:session_id>/links", roster.SessionLinks.as_view()),
    path("sessions/<int:session_id>/open", views.OpenSession.as_view()),
    path("sessions/<int:session_id>/close", views.CloseSession.as_view()),
    path("sessions/<int:session_id>/markers", views.SessionMarkers.as_view()),
    path("sessions/<int:session_id>/live", views.SessionLive.as_view()),
    path("sessions/<int:session_id>/history", views.SessionHistory.as_view()),
    path("sessions/<int:session_id>/explain", views.SessionExplain.as_view()),
    path("participants/<int:participant_id>", views.OneParticipant.as_view()),
    path("calibration", views.OwnCalibration.as_view()),
    path("roster/<int:entry_id>", roster.OneRosterEntry.as_view()),
    path("roster/<int:entry_id>/key", roster.RosterKey.as_view()),
    path("join/<str:code>/key", roster.JoinKey.as_view()),
    path("join/<str:code>", views.JoinSession.as_view()),
    re_path(r"", views.nothing),
]
