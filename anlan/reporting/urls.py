from django.urls import path

from anlan.reporting.views import board, case, demands, forms, lists, receipt, rolling, units, values

app_name = "reporting"
urlpatterns = [
    path("", case.own, name="own"),
    path("list/", lists.listing, name="list"),
    path("board/", board.board_page, name="board"),
    path("board/live/", board.live, name="live"),
    path("board/not-in/", board.not_in, name="not-in"),
    path("roll-up/", rolling.roll_up, name="roll-up"),
    path("roll-up/note/", rolling.note, name="note"),
    path("rules/", demands.listing, name="rules"),
    path("rules/lay-down/", demands.lay_down, name="lay-down"),
    path("rules/<int:pk>/", demands.detail, name="rule"),
    path("rules/<int:pk>/<slug:step>/", demands.take, name="take-rule"),
    path("units/", units.units, name="units"),
    path("units/workbook/", units.units_workbook, name="units-workbook"),
    path("burden/", values.burden_page, name="burden"),
    path("burden/workbook/", values.burden_workbook, name="burden-workbook"),
    path("forms/", forms.listing, name="forms"),
    path("forms/enter/", forms.enter, name="form-new"),
    path("forms/<slug:code>/", forms.detail, name="form"),
    path("forms/<slug:code>/enter/", forms.enter, name="form-version"),
    path("forms/<slug:code>/workbook/", forms.workbook, name="form-workbook"),
    path("forms/<slug:code>/values/", values.values, name="form-values"),
    path("forms/<slug:code>/values/workbook/", values.values_workbook, name="form-values-workbook"),
    path("forms/<slug:code>/<int:version>/withdraw/", forms.withdraw, name="form-withdraw"),
    path("board/call/<int:pk>/", board.call, name="call"),
    path("<int:pk>/", case.detail, name="detail"),
    path("<int:pk>/receipt/", receipt.receipt, name="receipt"),
    path("<int:pk>/<slug:step>/", case.take, name="take"),
]
