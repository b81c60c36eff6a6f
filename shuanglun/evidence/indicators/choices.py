"""Words of the room: states of a version, the acts in its history, the two dimensions in wheel order."""

DRAFT, SUBMITTED, PUBLISHED, RETIRED, DISCARDED = "draft", "submitted", "published", "retired", "discarded"
STATES = {DRAFT: "草稿", SUBMITTED: "待发布", PUBLISHED: "已发布", RETIRED: "已停用", DISCARDED: "已作废"}

IN_FORCE, COMING, PAST = "in_force", "coming", "past"
PHASES = {IN_FORCE: "施行中", COMING: "待生效", PAST: "已接替"}
"""What a published version is on a given day."""

PHASE_WORDS = STATES | PHASES
LAMPS = {
    DRAFT: "idle",
    SUBMITTED: "soon",
    PUBLISHED: "ok",
    IN_FORCE: "ok",
    COMING: "soon",
    PAST: "off",
    RETIRED: "off",
    DISCARDED: "off",
}

ACTS = {
    "draft": "起草",
    "edit": "修改",
    "submit": "提交",
    "return": "退回",
    "publish": "发布",
    "retire": "停用",
    "discard": "作废",
}
