"""Courses with their modules and quizzes, sessions and who enrolled, certificates, and the study book itself."""

from shuanglun.records.learning.models.certificates import Certificate, CertificateFile
from shuanglun.records.learning.models.courses import Course, CourseKind, CourseModule, Question
from shuanglun.records.learning.models.records import MODULE_DONE, ModuleRecord, StudyRecord
from shuanglun.records.learning.models.sessions import Attempt, Enrolment, Session

__all__ = [
    "MODULE_DONE", "Attempt", "Certificate", "CertificateFile", "Course", "CourseKind", "CourseModule", "Enrolment",
    "ModuleRecord", "Question", "Session", "StudyRecord",
]  # fmt: skip
