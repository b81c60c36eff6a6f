"""Acts of the learning room: the list of kinds, courses, sessions, places, attendance, quizzes, certificates."""

from shuanglun.records.learning.operations.attending import close_checkin, mark_presence, open_checkin, sign_in
from shuanglun.records.learning.operations.certificates import claim_certificate, issue_certificates, keep_file
from shuanglun.records.learning.operations.courses import (
    add_module,
    close_course,
    draft_course,
    edit_course,
    edit_module,
    open_course,
    remove_module,
    reopen_course,
)
from shuanglun.records.learning.operations.enrolling import enrol, enrol_myself, withdraw, withdraw_myself
from shuanglun.records.learning.operations.finishing import correct_presence, finish_session
from shuanglun.records.learning.operations.kinds import add_kind, change_kind, close_kind
from shuanglun.records.learning.operations.quizzes import add_question, edit_question, remove_question, take_quiz
from shuanglun.records.learning.operations.sessions import cancel_session, change_session, plan_session

__all__ = [
    "add_kind", "add_module", "add_question", "cancel_session", "change_kind", "change_session", "claim_certificate",
    "close_checkin", "close_course", "close_kind", "correct_presence", "draft_course", "edit_course", "edit_module",
    "edit_question", "enrol", "enrol_myself", "finish_session", "issue_certificates", "keep_file", "mark_presence",
    "open_checkin", "open_course", "plan_session", "remove_module", "remove_question", "reopen_course", "sign_in",
    "take_quiz", "withdraw", "withdraw_myself",
]  # fmt: skip
