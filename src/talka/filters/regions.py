"""Regions, by the ids that Toloka's ``region_by_phone``, ``region_by_ip`` and ``city`` filters name.

Countries, and below Russia the cities that the search regions' documentation lists. An id that is not here is
a region of its own: nothing lies within it but itself.
"""

from __future__ import annotations

from talka.kernel.ids import parse_number
from talka.words.speaking import named, say

_COUNTRIES = """
    US 84 United States; AR 93 Argentina; BR 94 Brazil; CA 95 Canada; DE 96 Germany; GB 102 United Kingdom;
    AT 113 Austria; BE 114 Belgium; BG 115 Bulgaria; HU 116 Hungary; LT 117 Lithuania; NL 118 Netherlands;
    NO 119 Norway; PL 120 Poland; SK 121 Slovakia; SI 122 Slovenia; FI 123 Finland; FR 124 France;
    CZ 125 Czech Republic; CH 126 Switzerland; SE 127 Sweden; CN 134 China; KR 135 South Korea;
    JP 137 Japan; NZ 139 New Zealand; BY 149 Belarus; KZ 159 Kazakhstan; AZ 167 Azerbaijan; AM 168 Armenia;
    GE 169 Georgia; TM 170 Turkmenistan; UZ 171 Uzbekistan; EE 179 Estonia; RS 180 Serbia; IL 181 Israel;
    UA 187 Ukraine; DK 203 Denmark; ES 204 Spain; IT 205 Italy; LV 206 Latvia; KG 207 Kyrgyzstan;
    MD 208 Moldova; TJ 209 Tajikistan; AE 210 United Arab Emirates; AU 211 Australia; RU 225 Russia;
    GR 246 Greece; TR 983 Turkey; IN 994 India; TH 995 Thailand; EG 1056 Egypt; JM 10013 Jamaica;
    BO 10015 Bolivia; CU 10017 Cuba; MA 10020 Morocco; ZA 10021 South Africa; SC 10022 Seychelles;
    LY 10023 Libya; TN 10024 Tunisia; FJ 10030 Fiji; AL 10054 Albania; BA 10057 Bosnia and Herzegovina;
    IE 10063 Ireland; IS 10064 Iceland; LI 10067 Liechtenstein; MK 10068 North Macedonia; MT 10069 Malta;
    MC 10070 Monaco; PT 10074 Portugal; RO 10077 Romania; HR 10083 Croatia; AD 10088 Andorra;
    GI 10089 Gibraltar; AF 10090 Afghanistan; BD 10091 Bangladesh; VN 10093 Vietnam; ID 10095 Indonesia;
    MY 10097 Malaysia; MV 10098 Maldives; MN 10099 Mongolia; MM 10100 Myanmar; NP 10101 Nepal;
    PK 10102 Pakistan; KP 10104 North Korea; SG 10105 Singapore; PH 10108 Philippines; LK 10109 Sri Lanka;
    BH 10532 Bahrain; JO 10535 Jordan; IR 10536 Iran; KW 10537 Kuwait; LB 10538 Lebanon;
    SA 10540 Saudi Arabia; SY 10542 Syria; MX 20271 Mexico; BN 20274 Brunei; IQ 20572 Iraq; CY 20574 Cyprus;
    CI 20733 Côte d'Ivoire; CM 20736 Cameroon; PG 20739 Papua New Guinea; NG 20741 Nigeria;
    DM 20746 Dominica; GU 20747 Guam; VC 20754 Saint Vincent and the Grenadines;
    CD 20762 Democratic Republic of the Congo; PR 20764 Puerto Rico; ET 20768 Ethiopia;
    SV 20769 El Salvador; EC 20785 Ecuador; EH 20789 Sahrawi Arab Democratic Republic; SM 20790 San Marino;
    GH 20802 Ghana; GN 20818 Guinea; DZ 20826 Algeria; MG 20854 Madagascar; AG 20856 Antigua and Barbuda;
    WS 20860 Samoa; CL 20862 Chile; BJ 20869 Benin; SB 20915 Solomon Islands; DO 20917 Dominican Republic;
    ZW 20954 Zimbabwe; SD 20957 Sudan; GT 20968 Guatemala; LA 20972 Laos; KH 20975 Cambodia;
    ER 20989 Eritrea; PY 20992 Paraguay; ML 21004 Mali; CF 21007 Central African Republic; GM 21010 Gambia;
    BB 21019 Barbados; KN 21042 Saint Kitts and Nevis; GQ 21045 Equatorial Guinea; CR 21131 Costa Rica;
    GA 21137 Gabon; GW 21143 Guinea-Bissau; MW 21151 Malawi; PE 21156 Peru; BF 21165 Burkina Faso;
    TG 21171 Togo; HN 21175 Honduras; AO 21182 Angola; VE 21184 Venezuela; TT 21187 Trinidad and Tobago;
    CO 21191 Colombia; ZM 21196 Zambia; CG 21198 Congo; ST 21199 São Tomé and Príncipe; LU 21203 Luxembourg;
    TZ 21208 Tanzania; BI 21214 Burundi; NA 21217 Namibia; SL 21219 Sierra Leone; KE 21223 Kenya;
    SO 21227 Somalia; UG 21230 Uganda; NI 21231 Nicaragua; MZ 21235 Mozambique; BW 21239 Botswana;
    MU 21241 Mauritius; SZ 21251 Swaziland; LS 21261 Lesotho; LR 21278 Liberia; UY 21289 Uruguay;
    KM 21297 Comoros; PA 21299 Panama; HT 21321 Haiti; BS 21325 Bahamas; CV 21326 Cape Verde;
    PF 21330 French Polynesia; TD 21331 Chad; NE 21339 Niger; SR 21344 Suriname; MR 21349 Mauritania;
    VA 21359 Vatican City; RW 21371 Rwanda; LC 21395 Saint Lucia; GD 21426 Grenada; SN 21441 Senegal;
    GF 21451 French Guiana; DJ 21475 Djibouti; GY 21477 Guyana; QA 21486 Qatar; AW 21536 Aruba;
    CW 21538 Curacao; BZ 21544 Belize; BM 21546 Bermuda; BT 21550 Bhutan; YE 21551 Yemen;
    VI 21553 The United States Virgin Islands; VU 21556 Vanuatu; VG 21559 British Virgin Islands;
    TL 21562 East Timor; GL 21567 Greenland; KY 21570 The Cayman Islands; KI 21572 Kiribati;
    CK 21574 Cook Islands; MH 21578 The Marshall Islands; FM 21580 The Federated States of Micronesia;
    NR 21582 Nauru; NC 21584 New Caledonia; OM 21586 Oman; PW 21589 Palau;
    TC 21595 Turks and Caicos Islands; TO 21599 Tonga; TV 21601 Tuvalu; ME 21610 Montenegro;
    TW 29385 Taiwan; AB 29386 Abkhazia; OS 29387 South Ossetia; MS 37176 Montserrat;
    NF 98539 Norfolk Island; NU 98542 Niue; PS 98552 Palestinian Territory; FK 101519 Falkland Islands;
    MQ 101521 Martinique; SS 108137 South Sudan; SX 109724 Sint Maarten
"""

# Of Russia, each by itself; Moscow stands one step deeper.
_RUSSIAN_CITIES = """
    10 Oryol; 1092 Nazran; 11 Ryazan; 1104 Cherkessk; 1106 Grozny; 12 Smolensk; 13 Tambov; 14 Tver; 15 Tula;
    16 Yaroslavl; 172 Ufa; 191 Bryansk; 192 Vladimir; 193 Voronezh; 195 Ulyanovsk; 197 Barnaul;
    2 Saint Petersburg; 20 Arkhangelsk; 21 Vologda; 22 Kaliningrad; 23 Murmansk; 239 Sochi;
    24 Veliky Novgorod; 25 Pskov; 28 Makhachkala; 30 Nalchik; 33 Vladikavkaz; 35 Krasnodar; 36 Stavropol;
    37 Astrakhan; 38 Volgograd; 39 Rostov-on-Don; 4 Belgorod; 41 Yoshkar-Ola; 42 Saransk; 43 Kazan;
    45 Cheboksary; 47 Nizhny Novgorod; 48 Orenburg; 49 Penza; 5 Ivanovo; 50 Perm; 51 Samara; 53 Kurgan;
    54 Yekaterinburg; 56 Chelyabinsk; 62 Krasnoyarsk; 63 Irkutsk; 64 Kemerovo; 65 Novosibirsk; 66 Omsk;
    67 Tomsk; 7 Kostroma; 75 Vladivostok; 76 Khabarovsk; 77 Blagoveshchensk; 8 Kursk; 9 Lipetsk; 973 Surgut
"""

_RUSSIA, _MOSCOW, _MOSCOW_AND_AROUND = 225, 213, 1


def _rows(table: str, columns: int) -> list[list[str]]:
    return [row.strip().split(" ", columns - 1) for row in table.replace("\n", " ").split(";")]


_CODES = {code: int(region) for code, region, _ in _rows(_COUNTRIES, 3)}
_CITIES = {int(region): name for region, name in _rows(_RUSSIAN_CITIES, 2)}
_NAMES = (
    {int(region): name for _, region, name in _rows(_COUNTRIES, 3)}
    | _CITIES
    | {_MOSCOW: "Moscow", _MOSCOW_AND_AROUND: "Moscow and Moscow Region"}
)
_PARENTS = dict.fromkeys(_CITIES, _RUSSIA) | {_MOSCOW: _MOSCOW_AND_AROUND, _MOSCOW_AND_AROUND: _RUSSIA}
_BY_NAME = {name.casefold(): region for region, name in _NAMES.items() if region in _PARENTS}


def is_within(region: int | None, wanted: int) -> bool:
    """Whether a region is the wanted one or a part of it; an unknown region is within none."""
    while region is not None:
        if region == wanted:
            return True
        region = _PARENTS.get(region)
    return False


def of_country(code: str | None) -> int | None:
    """The region of a country by its ISO code; None where no id is documented."""
    return None if code is None else _CODES.get(code)


def of_city(text: str | None, country: str | None) -> int | None:
    """The region that a profile's city means: a region's id, or a known name; None for any other text.

    The ISO code of the profile's country tells cities apart that share a name.
    """
    if text is None:
        return None
    region = parse_number(text.strip()) or _BY_NAME.get(text.strip().casefold())
    home = of_country(country)
    if home is not None and region in _PARENTS and not is_within(region, home):
        return None
    return region


def name_of(region: int) -> str:
    """What people call the region."""
    name = _NAMES.get(region)
    return say("region {id}", id=str(region)) if name is None else named(name)


def country_name(code: str) -> str:
    """What people call the country; its code where no name is documented."""
    region = _CODES.get(code)
    return code if region is None else named(_NAMES[region])
