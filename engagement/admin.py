"""For administrators: people, courses, rules. What was measured is not edited by hand."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from engagement.models import Course, Participant, Policy, Scoring, Session, User
from engagement.services import dashboards


class CreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")
        field_classes = {"email": forms.EmailField}


class ChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"email": forms.EmailField}


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form, add_form = ChangeForm, CreationForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "created_at")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        (_("Times"), {"fields": ("last_login", "created_at")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")}),
    )


class PolicyInline(admin.StackedInline):
    model = Policy
    fields = ("capture", "keep_observations_days", "keep_history_days", "show_people")


@admin.register(Course)
class CourseAdmin(admin.ModelAdmin):
    list_display = ("title", "owner", "created_at")
    search_fields = ("title", "owner__email")
    autocomplete_fields = ("owner",)
    inlines = (PolicyInline,)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        dashboards.look_again(form.instance)


@admin.register(Session)
class SessionAdmin(admin.ModelAdmin):
    list_display = ("title", "course", "status", "clock", "started_at", "ended_at")
    list_filter = ("status", "clock")
    search_fields = ("title", "code", "course__title")
    autocomplete_fields = ("course",)
    # A session is opened, closed and scored by the server, never by typing over it.
    readonly_fields = ("code", "status", "started_at", "ended_at", "scoring", "created_at")


@admin.register(Participant)
class ParticipantAdmin(admin.ModelAdmin):
    list_display = ("name", "session", "connected", "last_seen_at", "dropped", "rejected", "late")
    list_filter = ("connected", "source")
    search_fields = ("name", "session__title")
    fields = ("name", "session", "user", "source", "consented_at", "withdrawn_at", "joined_at", "last_seen_at")
    readonly_fields = ("session", "source", "consented_at", "withdrawn_at", "joined_at", "last_seen_at")
    autocomplete_fields = ("user",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # nobody consents for somebody else


@admin.register(Scoring)
class ScoringAdmin(admin.ModelAdmin):
    list_display = ("version",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # the code brings them

    def has_change_permission(self, request: HttpRequest, obj: Scoring | None = None) -> bool:
        return False  # windows and segments refer to a version as it was
