"""What a worker comes with, read off the ``User-Agent`` header: a device, a system, a browser.

The vocabulary is Toloka's, and small: eight families of systems, ten of browsers. A browser is told by its
product tokens, and one that adds a token of its own to another's (Edge to Chrome's, say) is not that other
one: it has no name in this vocabulary and is UNKNOWN. So new browsers need no new line here.
"""

from __future__ import annotations

import enum
import re
from functools import lru_cache

import msgspec

MAX_LENGTH = 1000
"""Characters of a header that are looked at; real ones are a third as long."""


class DeviceCategory(enum.StrEnum):
    """The kind of device."""

    PERSONAL_COMPUTER = "PERSONAL_COMPUTER"
    SMARTPHONE = "SMARTPHONE"
    TABLET = "TABLET"
    WEARABLE_COMPUTER = "WEARABLE_COMPUTER"
    UNKNOWN = "UNKNOWN"


class ClientType(enum.StrEnum):
    """A browser, or an app that wraps the worker's pages."""

    BROWSER = "BROWSER"
    TOLOKA_APP = "TOLOKA_APP"
    UNKNOWN = "UNKNOWN"


class OsFamily(enum.StrEnum):
    """The operating system."""

    WINDOWS = "WINDOWS"
    OS_X = "OS_X"
    MAC_OS = "MAC_OS"
    LINUX = "LINUX"
    BSD = "BSD"
    ANDROID = "ANDROID"
    IOS = "IOS"
    BLACKBERRY = "BLACKBERRY"
    UNKNOWN = "UNKNOWN"


class UserAgentType(enum.StrEnum):
    """A desktop browser, a mobile one, or no browser."""

    BROWSER = "BROWSER"
    MOBILE_BROWSER = "MOBILE_BROWSER"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


class UserAgentFamily(enum.StrEnum):
    """The browser."""

    IE = "IE"
    CHROMIUM = "CHROMIUM"
    CHROME = "CHROME"
    FIREFOX = "FIREFOX"
    SAFARI = "SAFARI"
    YANDEX_BROWSER = "YANDEX_BROWSER"
    IE_MOBILE = "IE_MOBILE"
    CHROME_MOBILE = "CHROME_MOBILE"
    MOBILE_FIREFOX = "MOBILE_FIREFOX"
    MOBILE_SAFARI = "MOBILE_SAFARI"
    UNKNOWN = "UNKNOWN"


class Version(msgspec.Struct, frozen=True):
    """A version whose missing parts are zeros."""

    major: int
    minor: int = 0
    bugfix: int = 0

    @property
    def number(self) -> float:
        """``major.minor`` as one number, as Toloka's filters compare it (so 10.15 is below 10.9)."""
        return float(f"{self.major}.{self.minor}")


class Device(msgspec.Struct, frozen=True):
    """What a header says; a version is None where it says none."""

    category: DeviceCategory = DeviceCategory.UNKNOWN
    client_type: ClientType = ClientType.UNKNOWN
    os_family: OsFamily = OsFamily.UNKNOWN
    os_version: Version | None = None
    user_agent_type: UserAgentType = UserAgentType.UNKNOWN
    user_agent_family: UserAgentFamily = UserAgentFamily.UNKNOWN
    user_agent_version: Version | None = None


@lru_cache(maxsize=4096)
def device_of(user_agent: str) -> Device:
    """What this header says; all of it UNKNOWN for an empty one."""
    text = user_agent[:MAX_LENGTH]
    if not text.strip():
        return Device()
    platform, products = _parts(text)
    os_family, os_version = _system(text, platform, products)
    category = _category(text, platform, os_family)
    is_app = not _APPS.isdisjoint(products)
    agent_type = _agent_type(text, category, is_app=is_app)
    family, version = UserAgentFamily.UNKNOWN, None
    if agent_type in _BROWSERS:
        family, version = _browser(platform, products, os_family, handheld=category in _HANDHELD)
    return Device(
        category=category,
        client_type=_client_type(agent_type, is_app=is_app),
        os_family=os_family,
        os_version=os_version,
        user_agent_type=agent_type,
        user_agent_family=family,
        user_agent_version=version,
    )


_PRODUCT = re.compile(r"([^\s/;()]+)/([^\s;()]*)")
_BROWSING = ("Mozilla/", "Opera/")
_APPS = frozenset({"Toloka", "TolokaApp", "Talka", "TalkaApp"})
_BROWSERS = (UserAgentType.BROWSER, UserAgentType.MOBILE_BROWSER)
_HANDHELD = (DeviceCategory.SMARTPHONE, DeviceCategory.TABLET, DeviceCategory.WEARABLE_COMPUTER)


def _parts(text: str) -> tuple[str, dict[str, str]]:
    """The first comment, which names the platform, and the products outside of comments: name, version."""
    outside: list[str] = []
    platform: list[str] = []
    depth = comments = 0
    for char in text:
        if char == "(":
            depth += 1
            comments += depth == 1
        if depth == 0:
            outside.append(char)
        elif comments == 1:
            platform.append(char)
        if char == ")" and depth:
            depth -= 1
            outside.append(" ")
    return "".join(platform), dict(_PRODUCT.findall("".join(outside)))


# ---- the system ------------------------------------------------------------------------------------------

_NT = {"10.0": Version(10), "6.4": Version(10), "6.3": Version(8, 1), "6.2": Version(8), "6.1": Version(7)}
_SYSTEMS: tuple[tuple[OsFamily, re.Pattern[str]], ...] = (
    # In this order: Windows phones name Android and iPhone too, and Android is a Linux.
    (OsFamily.WINDOWS, re.compile(r"Windows (?:Phone|Mobile)(?: OS)? ?([\d.]*)|Windows CE")),
    (OsFamily.WINDOWS, re.compile(r"Windows NT ([\d.]+)")),
    (OsFamily.WINDOWS, re.compile(r"Windows|Win(?:95|98|32| 9x)\b")),
    (OsFamily.BLACKBERRY, re.compile(r"BlackBerry|BB10|PlayBook|RIM Tablet OS")),
    (OsFamily.IOS, re.compile(r"i(?:Phone|Pad|Pod)(?:.{0,60}?\bOS (\d[\d_.]*))?")),
    (OsFamily.OS_X, re.compile(r"\bOS X ?([\d_.]*)")),
    (OsFamily.MAC_OS, re.compile(r"Macintosh|Mac_PowerPC|Mac_PPC|Mac OS")),
    (OsFamily.ANDROID, re.compile(r"Android[ /-]?([\d.]*)")),
    (OsFamily.BSD, re.compile(r"(?:Free|Open|Net)BSD|DragonFly")),
    (OsFamily.LINUX, re.compile(r"Linux|X11|CrOS|Ubuntu|Tizen")),
)


def _system(text: str, platform: str, products: dict[str, str]) -> tuple[OsFamily, Version | None]:
    # Apps put the platform where they like; a browser's is in its first comment.
    place = platform if text.startswith(_BROWSING) else text
    for family, pattern in _SYSTEMS:
        found = pattern.search(place)
        if found is None:
            continue
        said = found.group(1) if pattern.groups else None
        if family == OsFamily.WINDOWS and "NT" in found.group():
            return family, _NT.get(said or "") or _version(said)
        if family == OsFamily.BLACKBERRY:
            said = products.get("Version")
        return family, _version(said)
    return OsFamily.UNKNOWN, None


def _version(text: str | None) -> Version | None:
    """The first numbers of ``10_15_7`` or ``112.0.5615.49``."""
    numbers = [int(part) for part in re.findall(r"\d{1,9}", text or "")[:3]]
    return Version(*numbers) if numbers else None


# ---- the device ------------------------------------------------------------------------------------------

_WATCH = re.compile(r"Watch|Wear\b|\bSM-R[789]\d\d")
_TELEVISION = re.compile(r"\b(?:TV|AFT[A-Z]+)\b|S(?:mart|MART)-?TV|GoogleTV|Web0S|NetCast|BRAVIA|CrKey")
_MOBILE = re.compile(r"\bMobi(?:le)?\b")
_TABLET = re.compile(r"\biPad\b|PlayBook|\bTablet;")
_PHONE = re.compile(r"Windows (?:Phone|CE)")
_PHONES = (OsFamily.IOS, OsFamily.BLACKBERRY)


def _category(text: str, platform: str, os_family: OsFamily) -> DeviceCategory:
    if _TELEVISION.search(text) or os_family == OsFamily.UNKNOWN:
        return DeviceCategory.UNKNOWN
    if _WATCH.search(platform):
        return DeviceCategory.WEARABLE_COMPUTER
    if _TABLET.search(platform):
        return DeviceCategory.TABLET
    if os_family in _PHONES or _PHONE.search(platform) or _MOBILE.search(text):
        return DeviceCategory.SMARTPHONE
    if os_family == OsFamily.ANDROID:
        # A tablet's browser leaves the word Mobile out, an app on a phone may as well.
        return DeviceCategory.TABLET if text.startswith(_BROWSING) else DeviceCategory.UNKNOWN
    return DeviceCategory.PERSONAL_COMPUTER


# ---- the browser -----------------------------------------------------------------------------------------


def _agent_type(text: str, category: DeviceCategory, *, is_app: bool) -> UserAgentType:
    if is_app or not text.startswith(_BROWSING):
        return UserAgentType.OTHER
    if category in _HANDHELD:
        return UserAgentType.MOBILE_BROWSER
    is_computer = category == DeviceCategory.PERSONAL_COMPUTER
    return UserAgentType.BROWSER if is_computer else UserAgentType.OTHER


def _client_type(agent_type: UserAgentType, *, is_app: bool) -> ClientType:
    if is_app:
        return ClientType.TOLOKA_APP
    return ClientType.BROWSER if agent_type in _BROWSERS else ClientType.UNKNOWN


_IE = re.compile(r"\bMSIE ([\d.]+)")
# The engine's version is the browser's less four; MSIE may name an older one, to be compatible with it.
_TRIDENT = re.compile(r"\bTrident/(\d{1,3})")
_TRIDENT_IS_BEHIND = 4
# Every engine's names, and the distributions that packaged a browser.
_COMMON = frozenset({"Mozilla", "AppleWebKit", "Gecko", "Version", "Safari", "Mobile", "Ubuntu", "Debian"})
_MARKS = (
    # The first product that is there names the browser: on a computer, and on what is held in a hand.
    ("YaBrowser", UserAgentFamily.YANDEX_BROWSER, UserAgentFamily.YANDEX_BROWSER),
    ("Chromium", UserAgentFamily.CHROMIUM, UserAgentFamily.CHROMIUM),
    ("CriOS", UserAgentFamily.CHROME, UserAgentFamily.CHROME_MOBILE),
    ("FxiOS", UserAgentFamily.FIREFOX, UserAgentFamily.MOBILE_FIREFOX),
    ("Chrome", UserAgentFamily.CHROME, UserAgentFamily.CHROME_MOBILE),
    ("Firefox", UserAgentFamily.FIREFOX, UserAgentFamily.MOBILE_FIREFOX),
    ("Version", UserAgentFamily.SAFARI, UserAgentFamily.MOBILE_SAFARI),
)
_KNOWN = _COMMON.union(mark for mark, _, _ in _MARKS)


def _browser(
    platform: str, products: dict[str, str], os_family: OsFamily, *, handheld: bool
) -> tuple[UserAgentFamily, Version | None]:
    if products.keys() <= {"Mozilla"} and ("MSIE " in platform or "Trident/" in platform):
        return (UserAgentFamily.IE_MOBILE if handheld else UserAgentFamily.IE), _ie_version(platform)
    is_yandex = "YaBrowser" in products
    if not is_yandex and not products.keys() <= _KNOWN:
        return UserAgentFamily.UNKNOWN, None
    for mark, on_computer, in_hand in _MARKS:
        if mark in products and (mark != "Version" or _is_safari(products, os_family)):
            return in_hand if handheld else on_computer, _version(products[mark])
    return UserAgentFamily.UNKNOWN, None


def _ie_version(platform: str) -> Version | None:
    engine = _TRIDENT.search(platform)
    if engine is not None:
        return Version(int(engine.group(1)) + _TRIDENT_IS_BEHIND)
    said = _IE.search(platform)
    return None if said is None else _version(said.group(1))


def _is_safari(products: dict[str, str], os_family: OsFamily) -> bool:
    """Old browsers of Android and BlackBerry call themselves a version of Safari too."""
    return "Safari" in products and os_family in {OsFamily.IOS, OsFamily.OS_X, OsFamily.WINDOWS}
