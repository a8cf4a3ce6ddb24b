"""What is read off User-Agent headers, most of them real ones."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.accounts.devices import Device, Version, device_of

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
PHONE = "Mozilla/5.0 (Linux; Android 10; K)"
ANDROID_11 = "Mozilla/5.0 (Linux; arm_64; Android 11; M2010J19SY)"
SAFARI = "Safari/537.36"
MOBILE_SAFARI = "Mobile Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5_1 like Mac OS X)"

DESKTOP = ("PERSONAL_COMPUTER", "BROWSER", "BROWSER")
MOBILE = ("SMARTPHONE", "MOBILE_BROWSER", "BROWSER")
TABLET = ("TABLET", "MOBILE_BROWSER", "BROWSER")
OTHER = ("UNKNOWN", "OTHER", "UNKNOWN")

# header; device, user agent type and client type; system and version; browser and version
HEADERS = [
    (
        f"{WINDOWS} {WEBKIT} Chrome/120.0.0.0 Safari/537.36",
        DESKTOP, "WINDOWS", (10, 0, 0), "CHROME", (120, 0, 0),
    ),
    (
        f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/112.0.5615.49 Safari/537.36",
        DESKTOP, "LINUX", None, "CHROME", (112, 0, 5615),
    ),
    (
        f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/119.0.0.0 Safari/537.36",
        DESKTOP, "LINUX", None, "CHROME", (119, 0, 0),
    ),
    (
        f"{MAC} {WEBKIT} Chrome/118.0.0.0 Safari/537.36",
        DESKTOP, "OS_X", (10, 15, 7), "CHROME", (118, 0, 0),
    ),
    (
        f"{PHONE} {WEBKIT} Chrome/124.0.0.0 Mobile Safari/537.36",
        MOBILE, "ANDROID", (10, 0, 0), "CHROME_MOBILE", (124, 0, 0),
    ),
    (
        f"Mozilla/5.0 (Linux; Android 13; SM-X906C) {WEBKIT} Chrome/112.0.0.0 Safari/537.36",
        TABLET, "ANDROID", (13, 0, 0), "CHROME_MOBILE", (112, 0, 0),
    ),
    (
        f"Mozilla/5.0 (Linux; Android 12; K; wv) {WEBKIT} Version/4.0 Chrome/108.0.5359.128 {MOBILE_SAFARI}",
        MOBILE, "ANDROID", (12, 0, 0), "CHROME_MOBILE", (108, 0, 5359),
    ),
    (
        f"{IPHONE} {APPLE} CriOS/114.0.5735.99 Mobile/15E148 Safari/604.1",
        MOBILE, "IOS", (16, 5, 1), "CHROME_MOBILE", (114, 0, 5735),
    ),
    (
        f"{IPHONE} {APPLE} Version/16.5 Mobile/15E148 Safari/604.1",
        MOBILE, "IOS", (16, 5, 1), "MOBILE_SAFARI", (16, 5, 0),
    ),
    (
        f"Mozilla/5.0 (iPad; CPU OS 12_5_7 like Mac OS X) {APPLE} Version/12.1.2 Mobile/15E148 Safari/604.1",
        TABLET, "IOS", (12, 5, 7), "MOBILE_SAFARI", (12, 1, 2),
    ),
    (
        f"{MAC} {APPLE} Version/17.1 Safari/605.1.15",
        DESKTOP, "OS_X", (10, 15, 7), "SAFARI", (17, 1, 0),
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0",
        DESKTOP, "WINDOWS", (10, 0, 0), "FIREFOX", (121, 0, 0),
    ),
    (
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
        DESKTOP, "LINUX", None, "FIREFOX", (115, 0, 0),
    ),
    (
        "Mozilla/5.0 (X11; FreeBSD amd64; rv:102.0) Gecko/20100101 Firefox/102.0",
        DESKTOP, "BSD", None, "FIREFOX", (102, 0, 0),
    ),
    (
        "Mozilla/5.0 (Android 13; Mobile; rv:120.0) Gecko/120.0 Firefox/120.0",
        MOBILE, "ANDROID", (13, 0, 0), "MOBILE_FIREFOX", (120, 0, 0),
    ),
    (
        "Mozilla/5.0 (Android 9; Tablet; rv:68.0) Gecko/68.0 Firefox/68.0",
        TABLET, "ANDROID", (9, 0, 0), "MOBILE_FIREFOX", (68, 0, 0),
    ),
    (
        f"{IPHONE} {APPLE} FxiOS/118.0 Mobile/15E148 Safari/605.1.15",
        MOBILE, "IOS", (16, 5, 1), "MOBILE_FIREFOX", (118, 0, 0),
    ),
    (
        f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Ubuntu Chromium/80.0.3987.87 Chrome/80.0.3987.87 {SAFARI}",
        DESKTOP, "LINUX", None, "CHROMIUM", (80, 0, 3987),
    ),
    (
        f"{WINDOWS} {WEBKIT} Chrome/116.0.0.0 YaBrowser/23.9.0.2274 Yowser/2.5 Safari/537.36",
        DESKTOP, "WINDOWS", (10, 0, 0), "YANDEX_BROWSER", (23, 9, 0),
    ),
    (
        f"{ANDROID_11} {WEBKIT} Chrome/104.0.5112.114 YaBrowser/22.9.7.36.00 SA/3 {MOBILE_SAFARI}",
        MOBILE, "ANDROID", (11, 0, 0), "YANDEX_BROWSER", (22, 9, 7),
    ),
    (
        "Mozilla/5.0 (Windows NT 6.1; WOW64; Trident/7.0; rv:11.0) like Gecko",
        DESKTOP, "WINDOWS", (7, 0, 0), "IE", (11, 0, 0),
    ),
    (
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 6.2; Trident/6.0; .NET CLR 2.0.50727)",
        DESKTOP, "WINDOWS", (8, 0, 0), "IE", (10, 0, 0),
    ),
    (
        "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)",
        DESKTOP, "WINDOWS", (5, 1, 0), "IE", (6, 0, 0),
    ),
    (
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0; NOKIA; Lumia)",
        MOBILE, "WINDOWS", (8, 0, 0), "IE_MOBILE", (10, 0, 0),
    ),
    (
        f"Mozilla/5.0 (BB10; Touch) {WEBKIT} Version/10.0.9.2372 Mobile Safari/537.10+",
        MOBILE, "BLACKBERRY", (10, 0, 9), "UNKNOWN", None,
    ),
    (
        "Mozilla/5.0 (Macintosh; U; PPC; en-US; rv:0.9.2) Gecko/20010726 Netscape6/6.1",
        DESKTOP, "MAC_OS", None, "UNKNOWN", None,
    ),
    # Browsers of other names, which begin as those that they are like.
    (
        f"{WINDOWS} {WEBKIT} Chrome/120.0.0.0 Safari/537.36 Edg/120.0.2210.91",
        DESKTOP, "WINDOWS", (10, 0, 0), "UNKNOWN", None,
    ),
    (
        f"{WINDOWS} {WEBKIT} Chrome/119.0.0.0 Safari/537.36 OPR/105.0.0.0",
        DESKTOP, "WINDOWS", (10, 0, 0), "UNKNOWN", None,
    ),
    (
        f"{PHONE} {WEBKIT} SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36",
        MOBILE, "ANDROID", (10, 0, 0), "UNKNOWN", None,
    ),
    (
        f"Mozilla/5.0 (Linux; U; Android 4.0.3; de-de; Galaxy) {WEBKIT} Version/4.0 Mobile Safari/534.30",
        MOBILE, "ANDROID", (4, 0, 3), "UNKNOWN", None,
    ),
    # Other devices.
    (
        f"Mozilla/5.0 (Linux; Android 11; SM-R890) {WEBKIT} Chrome/92.0.4515.159 Mobile Safari/537.36",
        ("WEARABLE_COMPUTER", "MOBILE_BROWSER", "BROWSER"), "ANDROID", (11, 0, 0),
        "CHROME_MOBILE", (92, 0, 4515),
    ),
    (
        f"Mozilla/5.0 (Web0S; Linux/SmartTV) {WEBKIT} Chrome/79.0.3945.79 Safari/537.36",
        OTHER, "LINUX", None, "UNKNOWN", None,
    ),
    # No browsers.
    ("python-httpx/0.28.1", OTHER, "UNKNOWN", None, "UNKNOWN", None),
    ("okhttp/4.9.3", OTHER, "UNKNOWN", None, "UNKNOWN", None),
    (
        "Dalvik/2.1.0 (Linux; U; Android 13; Pixel 6 Build/TQ3A)",
        OTHER, "ANDROID", (13, 0, 0), "UNKNOWN", None,
    ),
    # The pages in an app of their own.
    (
        "TolokaApp/2.50 (iPhone; iOS 17.2)",
        ("SMARTPHONE", "OTHER", "TOLOKA_APP"), "IOS", None, "UNKNOWN", None,
    ),
    (
        f"Mozilla/5.0 (Linux; Android 14; K; wv) {WEBKIT} Chrome/120.0.0.0 {MOBILE_SAFARI} TalkaApp/1.0",
        ("SMARTPHONE", "OTHER", "TOLOKA_APP"), "ANDROID", (14, 0, 0), "UNKNOWN", None,
    ),
]  # fmt: skip


def numbers(version: Version | None) -> tuple[int, int, int] | None:
    return None if version is None else (version.major, version.minor, version.bugfix)


@pytest.mark.parametrize(("header", "kind", "system", "system_version", "browser", "version"), HEADERS)
def test_a_header_tells_device_system_and_browser(header, kind, system, system_version, browser, version):
    device = device_of(header)
    assert (device.category, device.user_agent_type, device.client_type) == kind
    assert (device.os_family, numbers(device.os_version)) == (system, system_version)
    assert (device.user_agent_family, numbers(device.user_agent_version)) == (browser, version)


@pytest.mark.parametrize("header", ["", "   "])
def test_no_header_tells_nothing(header):
    assert device_of(header) == Device()


def test_a_version_is_one_number_too():
    assert Version(14, 4, 1).number == 14.4
    assert Version(10).number == 10
    assert Version(10, 15).number < Version(10, 9).number


def test_only_the_beginning_of_a_header_is_looked_at():
    assert device_of("x" * 1000 + " (Windows NT 10.0)") == device_of("x" * 1000)


@given(st.text(st.sampled_from("Mozila/5.0 ()iPhoneOS_;AdrWwT\u0663\U0001f600é"), max_size=300))
def test_any_header_can_be_read(header):
    device = device_of(header)
    assert (device.user_agent_type == "UNKNOWN") == (not header.strip())


@pytest.mark.parametrize("part", ["(", ")", "a/", "iPhone ", "iPhone OS 1", "Trident/", "Windows Phone "])
def test_a_hostile_header_takes_no_time(part):
    # A second is a thousand times what it takes.
    started = time.perf_counter()
    device_of(f"Mozilla/5.0 ({part * 100_000}")
    assert time.perf_counter() - started < 1
