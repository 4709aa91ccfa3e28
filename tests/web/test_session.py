"""Browsers: a token is shown once, forms bear a mark, and nobody asks too often."""

from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

import pytest
from desks import CLAIM, PREFIXES
from offices import TURTLE, Service
from pages import PAGE, log_in, mark_of


def cookie_of(response: Any) -> Any:
    (header,) = response.headers.getlist("Set-Cookie")
    return SimpleCookie(header)["trilogue"]


def test_a_token_opens_a_session_and_leads_to_where_it_was_needed(service: Service) -> None:
    asked = service.client.get("/contributions?state=pending", headers=PAGE)
    assert asked.status_code == 303
    login = service.client.get(asked.headers["Location"], headers=PAGE)
    form = {
        "csrf_token": mark_of(login),
        "token": f"  {service.secrets['bea']}\n",
        "next": "/contributions?state=pending",
    }

    entered = service.client.post("/login", data=form)

    assert entered.status_code == 303
    assert entered.headers["Location"] == "/contributions?state=pending"
    listed = service.client.get(entered.headers["Location"], headers=PAGE)
    assert listed.status_code == 200
    assert "You are Bea" in listed.get_data(as_text=True)
    assert "no-store" in listed.headers["Cache-Control"]
    assert "Cookie" in listed.headers["Vary"]


def test_a_program_is_told_that_a_token_is_missing_and_not_sent_to_a_page(
    service: Service,
) -> None:
    assert service.get("/contributions").status_code == 401


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(service: Service) -> None:
    cookie = cookie_of(log_in(service, "ada"))

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"]
    assert cookie["expires"]
    assert service.secrets["ada"] not in cookie.value


def test_the_cookie_goes_over_tls_only_where_the_service_is_asked_so(
    open_office: Callable[..., Service],
) -> None:
    service = open_office(proxies=1)

    outside = log_in(service, "ada", base_url="https://localhost")
    forwarded = service.client.get("/login", headers={**PAGE, "X-Forwarded-Proto": "https"})

    assert cookie_of(outside)["secure"]
    assert cookie_of(forwarded)["secure"]


def test_what_a_proxy_says_is_believed_only_where_there_is_one(service: Service) -> None:
    asked = service.client.get("/login", headers={**PAGE, "X-Forwarded-Proto": "https"})

    assert not cookie_of(asked)["secure"]


@pytest.mark.parametrize(
    "then", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:alert(1)", ""]
)
def test_the_login_leads_to_no_other_site(service: Service, then: str) -> None:
    mark = mark_of(service.client.get("/login", headers=PAGE))
    form = {"csrf_token": mark, "token": service.secrets["ada"], "next": then}

    assert service.client.post("/login", data=form).headers["Location"] == "/contributions"


def test_a_wrong_token_is_told_beside_its_field(service: Service) -> None:
    mark = mark_of(service.client.get("/login", headers=PAGE))

    answer = service.client.post("/login", data={"csrf_token": mark, "token": "x" * 43})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    assert 'aria-describedby="token-help token-error"' in page
    assert "mistyped, expired or revoked" in page
    assert service.client.get("/contributions", headers=PAGE).status_code == 303


def test_a_session_hands_in_and_decides_only_by_forms_of_its_own(service: Service) -> None:
    digest = service.submit()
    log_in(service, "bea")
    address = f"/contributions/{digest}"
    page = service.client.get(address, headers=PAGE)
    mark = mark_of(page)
    for data in ({}, {"csrf_token": ""}, {"csrf_token": mark[:-1]}, {"csrf_token": "x"}):
        refused = service.client.post(f"{address}/accept", data=data)
        assert refused.status_code == 400
        assert refused.get_json()["type"] == "/problems#form-stale"
    # Nor by a body that a page of another site could send without asking first.
    plain = service.client.post("/contributions", data=PREFIXES + CLAIM, content_type=TURTLE)
    assert plain.status_code == 400
    assert service.waiting == 1

    accepted = service.client.post(
        f"{address}/accept", data={"csrf_token": mark, "reason": "Seen."}, headers=PAGE
    )

    assert accepted.status_code == 303
    shown = service.client.get(accepted.headers["Location"], headers=PAGE).get_data(as_text=True)
    assert "<strong>published</strong>" in shown


def test_the_mark_of_another_session_does_not_do(service: Service) -> None:
    digest = service.submit()
    other = service.client.application.test_client()
    theirs = mark_of(other.get("/login", headers=PAGE))
    log_in(service, "bea")

    answer = service.client.post(f"/contributions/{digest}/accept", data={"csrf_token": theirs})

    assert answer.get_json()["type"] == "/problems#form-stale"


def test_the_login_itself_cannot_be_forged(service: Service) -> None:
    answer = service.client.post("/login", data={"token": service.secrets["ada"]})

    assert answer.get_json()["type"] == "/problems#form-stale"


def test_a_header_wins_over_a_session(service: Service) -> None:
    log_in(service, "bea")

    as_ada = service.get("/contributions", "ada")
    wrong = service.client.get("/contributions", headers={"Authorization": "Bearer x"})

    assert as_ada.status_code == 200
    assert as_ada.get_json() == {"contributions": []}
    assert wrong.status_code == 401


def test_the_logout_ends_the_session(service: Service) -> None:
    log_in(service, "ada")
    mark = mark_of(service.client.get("/login", headers=PAGE))
    assert service.client.post("/logout", data={}).status_code == 400

    left = service.client.post("/logout", data={"csrf_token": mark})

    assert left.status_code == 303
    assert service.client.get("/contributions", headers=PAGE).status_code == 303


def test_a_session_ends_with_its_token(service: Service) -> None:
    log_in(service, "ada")
    access = service.access
    (token,) = (each for each in access.tokens() if each.label == "ada")
    access.revoke(token.id)

    assert service.client.get("/contributions", headers=PAGE).status_code == 303


def test_a_cookie_that_somebody_made_is_none(service: Service) -> None:
    service.client.set_cookie("trilogue", "eyJ0b2tlbiI6ImEifQ.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb")

    assert service.client.get("/contributions", headers=PAGE).status_code == 303


def test_reading_sets_no_cookie_and_makes_no_key(service: Service) -> None:
    for address in ("/", "/questions/", "/problems", "/graphs"):
        response = service.client.get(address, headers=PAGE)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers["Vary"]
    assert not (service.access.path.parent / "session.key").exists()


def test_whoever_asks_too_often_waits(open_office: Callable[..., Service]) -> None:
    service = open_office(handing_rate="2 per hour")
    text = PREFIXES + CLAIM

    def validate(who: str | None, **options: Any) -> Any:
        return service.post("/validate", text, who, content_type=TURTLE, **options)

    assert [validate(None).status_code for _ in range(3)] == [200, 200, 429]
    late = validate(None)
    told = late.get_json()
    assert told["type"] == "/problems#rate"
    assert 0 < told["seconds"] <= 3_600
    assert late.headers["Retry-After"] == str(told["seconds"])
    # A token has a purse of its own, and so has another address.
    assert [validate("ada").status_code for _ in range(3)] == [200, 200, 429]
    assert service.post("/contributions", text, "ada", content_type=TURTLE).status_code == 429
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert validate(None, environ_overrides=elsewhere).status_code == 200
    # What a client says of its address does not count without a proxy.
    forged = {"X-Forwarded-For": "192.0.2.99"}
    assert validate(None, headers=forged).status_code == 429
    assert service.client.get("/", headers=PAGE).status_code == 200


def test_behind_a_proxy_the_client_counts(open_office: Callable[..., Service]) -> None:
    service = open_office(handing_rate="1 per hour", proxies=1)

    def validate(address: str) -> int:
        headers = {"X-Forwarded-For": address}
        response = service.post("/validate", CLAIM, content_type=TURTLE, headers=headers)
        return int(response.status_code)

    assert validate("192.0.2.1") == 200
    assert validate("192.0.2.1") == 429
    assert validate("192.0.2.2") == 200
    # Only the last address was written by our proxy.
    assert validate("192.0.2.3, 192.0.2.1") == 429


def test_tokens_cannot_be_tried_without_end(open_office: Callable[..., Service]) -> None:
    service = open_office(login_rate="3 per hour")
    mark = mark_of(service.client.get("/login", headers=PAGE))
    form = {"csrf_token": mark, "token": "x" * 43}

    statuses = []
    for _ in range(4):
        answer = service.client.post("/login", data=form)
        statuses.append(answer.status_code)
        form["csrf_token"] = mark_of(service.client.get("/login", headers=PAGE))

    assert statuses == [403, 403, 403, 429]
