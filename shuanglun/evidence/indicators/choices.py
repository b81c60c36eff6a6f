"""Words of the room: states of a version, the acts in its history, the two dimensions in wheel order."""

DRAFT, SUBMITTED, PUBLISHED, RETIRED, DISCARDED = "draft", "submitted", "published", "retired", "discarded"
STATES = {DRAFT: "草稿", SUBMITTED: "待发布", PUBLISHED: "已发布", RETIRED: "已停用", DISCARDED: "已作废"}
LAMPS = {DRAFT: "idle", SUBMITTED: "soon", PUBLISHED: "ok", RETIRED: "off", DISCARDED: "off"}

ACTS = {
    "draft": "起草",
    "edit": "修改",
    "submit": "提交",
    "return": "退回",
    "publish": "发布",
    "retire": "停用",
    "discard": "作废",
}
