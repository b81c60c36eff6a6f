from django.urls import path

from shuanglun.base.imports import import_urls
from shuanglun.records.people.books import Book, book_urls
from shuanglun.records.surveys import sheets
from shuanglun.records.surveys.models import PublishedMean
from shuanglun.records.surveys.tables import MeanTable
from shuanglun.records.surveys.urls_instruments import urlpatterns as instrument_urls
from shuanglun.records.surveys.views import campaigns, frame, meeting, outcomes, previews, rosters, tickets

app_name = "surveys"

BOOKS = [
    Book(
        "公布结果", PublishedMean, MeanTable, "surveys.view", slug="means",
        facts=lambda row: [("测评", row.campaign), ("内容", row.get_head_display()), ("平均分", row.mean),
                           ("有效票数", f"{row.opinions} 份（不少于 5 份才出数）"), ("公布日期", row.published_on)],
        sheet=sheets.MEANS,
    ),
]  # fmt: skip

urlpatterns = [
    *book_urls("surveys", "民主测评", "我的测评", BOOKS, tabs=frame.tabs),
    *import_urls(sheets.MEANS),
    *instrument_urls,
    path("", campaigns.campaigns, name="campaigns"),
    path("campaigns/draft/", campaigns.draft, name="draft"),
    path("campaigns/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campaigns/<int:pk>/edit/", campaigns.edit, name="edit"),
    path("campaigns/<int:pk>/classes/", campaigns.classes, name="classes"),
    path("campaigns/<int:pk>/submit/", campaigns.submit, name="submit"),
    path("campaigns/<int:pk>/return/", campaigns.send_back, name="send_back"),
    path("campaigns/<int:pk>/approve/", campaigns.approve, name="approve"),
    path("campaigns/<int:pk>/reopen/", campaigns.reopen, name="reopen"),
    path("campaigns/<int:pk>/cancel/", campaigns.cancel, name="cancel"),
    path("campaigns/<int:pk>/remind/", campaigns.remind, name="remind"),
    path("campaigns/<int:pk>/seal/", campaigns.seal, name="seal"),
    path("campaigns/<int:pk>/subjects/", rosters.add_subjects, name="add_subjects"),
    path("campaigns/<int:pk>/bodies/", rosters.add_body, name="add_body"),
    path("subjects/<int:pk>/remove/", rosters.remove_subject, name="remove_subject"),
    path("campaigns/<int:pk>/roster/", rosters.roster, name="roster"),
    path("campaigns/<int:pk>/roster/rule/", rosters.by_rule, name="by_rule"),
    path("campaigns/<int:pk>/roster/names/", rosters.by_name, name="by_name"),
    path("campaigns/<int:pk>/roster/move/", rosters.move_many, name="move_many"),
    path("campaigns/<int:pk>/roster/remove/", rosters.remove_many, name="remove_many"),
    path("roster/<int:pk>/", rosters.entry, name="entry"),
    path("roster/<int:pk>/move/", rosters.move_voter, name="move_voter"),
    path("roster/<int:pk>/remove/", rosters.remove_voter, name="remove_voter"),
    path("roster/<int:pk>/paper/", rosters.hand_paper, name="hand_paper"),
    path("groups/<int:pk>/slips/", meeting.slip_sheet, name="slips"),
    path("groups/<int:pk>/slips/print/", meeting.print_slips, name="print_slips"),
    path("slips/<int:pk>/void/", meeting.void_slips, name="void_slips"),
    path("groups/<int:pk>/paper/", meeting.issue_paper, name="issue_paper"),
    path("campaigns/<int:pk>/papers/", meeting.papers, name="papers"),
    path("groups/<int:pk>/papers/enter/", meeting.enter_paper, name="enter_paper"),
    path("papers/<int:pk>/settle/", meeting.settle_paper, name="settle_paper"),
    path("papers/<int:pk>/discard/", meeting.discard_paper, name="discard_paper"),
    path("campaigns/<int:pk>/paper-ballots/", previews.paper_ballots, name="paper_ballots"),
    path("tickets/", tickets.mine, name="mine"),
    path("tickets/<str:uid>/", tickets.ticket, name="ticket"),
    path("tickets/<str:uid>/sign/", tickets.sign, name="sign"),
    path("campaigns/<int:pk>/remarks/", outcomes.remarks, name="remarks"),
    path("remarks/<uuid:pk>/", outcomes.remark, name="remark"),
    path("campaigns/<int:pk>/leads/", outcomes.leads, name="leads"),
    path("campaigns/<int:pk>/release/", outcomes.release, name="release"),
    path("subjects/<int:pk>/", outcomes.outcome, name="outcome"),
    path("campaigns/<int:pk>/results/", outcomes.results, name="results"),
    path("campaigns/<int:pk>/summary.<str:kind>", outcomes.download, name="summary"),
]
