"""The loaded courses and sessions are as finishing them would have left them."""

from django.db.models import F

from shuanglun.front.demo import courses
from shuanglun.records.learning.models import (
    Certificate,
    Course,
    CourseKind,
    Enrolment,
    ModuleRecord,
    Session,
    StudyRecord,
)
from shuanglun.records.learning.rules.courses import fits, may_open


def test_what_sessions_left_agrees_with_their_rosters(loaded):
    held = Session.objects.filter(state="held")
    assert held.count() >= 2 * 7
    for session in held.select_related("course"):
        roster = Enrolment.objects.filter(session=session)
        here = set(roster.filter(presence="present").values_list("person_id", flat=True))
        assert set(StudyRecord.objects.filter(session=session).values_list("person_id", flat=True)) == here
        assert set(StudyRecord.objects.filter(session=session).values_list("minutes", flat=True)) <= {session.minutes}
        assert not roster.exclude(presence__in=("present", "absent")).exists()
        assert roster.count() == session.taken
    for record in ModuleRecord.objects.exclude(session=None).select_related("person", "session"):
        module = record.session.course.modules.get(title=record.module)
        assert fits(module.audience, record.person.is_member)
    assert not Session.objects.filter(taken__gt=F("capacity")).exists()


def test_every_open_course_could_open_again_and_the_draft_could_not(loaded):
    for course in Course.objects.select_related("kind"):
        verdict = may_open(list(course.modules.all()), course.kind.needs_party, course.audience, course.kind.name)
        assert bool(verdict) is (course.state != "draft"), course.title
    assert CourseKind.objects.filter(name="安全生产").count() == 2


def test_there_is_something_to_try(loaded):
    coming = Session.objects.filter(state="planned")
    assert coming.filter(taken__lt=F("capacity")).exists()
    full = coming.get(taken=F("capacity"))
    assert Enrolment.objects.waiting().filter(session=full).count() == 4
    assert Certificate.objects.count() > 10
    assert Session.objects.filter(course__title=courses.TRAINING, state="held").count() == 6
