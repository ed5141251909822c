"""Each rule for passwords, and the change that must come first."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override

from anlan.access.models import FormerPassword
from anlan.access.tests.conftest import PASSWORD
from anlan.org.models import Person

GOOD = [
    "Anzhou-Lake7",
    "长江路上的法桐树42号Xy",
    "correct horse battery",
    "tR5#kkle%w",
    "calm waters run deep",
]


def broken(password: str, person: Person | None = None) -> set[str]:
    """Return the codes of the rules that a password breaks."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        return {fault.code or "" for fault in error.error_list}
    return set()


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_passes(wang, password):
    assert broken(password, wang) == set()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("Ab3$efgh9", "password.short"),
        ("abcdefghij", "password.plain"),
        ("lowercase1234x", "password.plain"),
        ("aaaaaaaaaaaaaaaaaaaa", "password.repeats"),
        ("20221024153000123", "password.common"),
        ("Password2022!", "password.common"),
        ("P@ssw0rd2022", "password.common"),
        ("Qwertyuiop123!", "password.common"),
        ("Anquan@2022#1", "password.common"),
        ("Woaini1314520!", "password.common"),
        ("Wang-5-Lakes-x", ""),
        ("x9-WangJianJun", "password.name"),
        ("Jianjun.Wang.77", "password.name"),
        ("Jianjun#2022x", "password.name"),
        ("xY7-wang-9-Tree", "password.name"),
        ("王建军Aa12345678", "password.name"),
    ],
)
def test_each_rule_refuses_by_its_code(wang, password, code):
    person = Person(username="wang5", name="王建军") if password.startswith("Wang-5") else wang

    found = broken(password, person)

    assert code in found if code else found == {"password.name"}


def test_all_rules_that_are_broken_are_told_at_once(wang):
    assert broken("wangwa", wang) == {"password.short", "password.repeats", "password.plain", "password.name"}


def test_the_last_five_do_not_come_again_and_the_sixth_does(wang):
    old = [PASSWORD, *(f"Many-Waters-{n}x" for n in range(5))]
    for password in old[1:]:
        wang.set_password(password)
        wang.save()

    assert [broken(password, wang) for password in old] == [set(), *[{"password.former"}] * 5]
    assert FormerPassword.objects.filter(person=wang).count() == 5


def test_a_password_that_was_never_noted_counts_as_the_present_one(wang):
    FormerPassword.objects.all().delete()

    assert broken(PASSWORD, wang) == {"password.former"}


def test_no_password_is_kept_readable(wang):
    assert PASSWORD not in str(list(FormerPassword.objects.values()))


def test_an_account_without_a_password_notes_none(db):
    person = Person.objects.create_person(username="li", name="李梅")

    assert not FormerPassword.objects.filter(person=person).exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "needs three of these four"), ("zh-hans", "小写字母、大写字母、数字、其他符号")],
)
def test_the_rule_is_told_in_the_language_of_the_page(enter, language, words):
    client = enter()
    client.cookies["django_language"] = language
    fields = {"old_password": PASSWORD, "new_password1": "abcdefghijk", "new_password2": "abcdefghijk"}

    page = client.post(reverse("password"), fields).content.decode()

    assert words in page
    assert 'id="f-new_password2-error"' in page


def test_whoever_must_change_the_password_sees_no_other_page_before(enter, wang):
    Person.objects.filter(pk=wang.pk).update(must_change_password=True)
    client = enter()

    before = [
        client.get(reverse(name)) for name in ("today", "account", "hazards:list", "access:permissions")
    ]
    page = client.get(reverse("password")).content.decode()
    fields = {
        "old_password": PASSWORD,
        "new_password1": "Still-Waters-98",
        "new_password2": "Still-Waters-98",
    }
    same = client.post(reverse("password"), {**fields, "new_password1": PASSWORD, "new_password2": PASSWORD})
    client.post(reverse("password"), fields)

    wang.refresh_from_db()
    assert [answer.headers.get("Location") for answer in before] == [reverse("password")] * 4
    assert "Choose a password of your own first." in page
    assert same.status_code == 200, "the one that was given is not one's own"
    assert not wang.must_change_password
    assert client.get(reverse("account")).status_code == 200


def test_whoever_must_change_the_password_may_still_sign_out(enter, wang):
    Person.objects.filter(pk=wang.pk).update(must_change_password=True)

    answer = enter().post(reverse("sign-out"))

    assert answer.headers["Location"] == reverse("sign-in")


def test_the_rules_stand_beside_the_form(enter):
    with override("en"):
        page = enter().get(reverse("password")).content.decode()

    assert "Not one of your last 5 passwords." in page
    assert "It may not contain your user name, your name or its pinyin." in page
