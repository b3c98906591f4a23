#include "formats/country_codes.h"

/* By code: the short name of ISO 3166-1 and other English names; as migrations/0011-states.sql has them. */
static const char states[] =
    "AD=Andorra|Principality of Andorra;AE=United Arab Emirates|Emirates|The Emirates|UAE|U.A.E.;AF=Afghanistan|I"
    "slamic Republic of Afghanistan|Islamic Emirate of Afghanistan;AG=Antigua and Barbuda|Antigua & Barbuda;AI=An"
    "guilla;AL=Albania|Republic of Albania;AM=Armenia|Republic of Armenia;AO=Angola|Republic of Angola;AQ=Antarct"
    "ica;AR=Argentina|Argentine Republic|Republic of Argentina;AS=American Samoa;AT=Austria|Republic of Austria;A"
    "U=Australia|Commonwealth of Australia;AW=Aruba;AX=Aland;AZ=Azerbaijan|Republic of Azerbaijan;BA=Bosnia and H"
    "erzegovina|Republic of Bosnia and Herzegovina|Bosnia|Bosnia & Herzegovina|Bosnia-Herzegovina;BB=Barbados;BD="
    "Bangladesh|People's Republic of Bangladesh;BE=Belgium|Kingdom of Belgium;BF=Burkina Faso|Burkina;BG=Bulgaria"
    "|Republic of Bulgaria;BH=Bahrain|Kingdom of Bahrain;BI=Burundi|Republic of Burundi;BJ=Benin|Republic of Beni"
    "n;BL=St. Barts|Saint Barts;BM=Bermuda|The Bermudas;BN=Brunei|Brunei Darussalam|Nation of Brunei;BO=Bolivia|P"
    "lurinational State of Bolivia|Bolivia, Plurinational State of;BQ=Caribbean Netherlands|Bonaire, Sint Eustati"
    "us and Saba|BES islands;BR=Brazil|Federative Republic of Brazil|Brasil;BS=Bahamas|Commonwealth of the Bahama"
    "s|The Bahamas;BT=Bhutan|Kingdom of Bhutan;BV=Bouvet Island;BW=Botswana|Republic of Botswana;BY=Belarus|Repub"
    "lic of Belarus|Byelorussia|Belorussia;BZ=Belize;CA=Canada;CC=Cocos (Keeling) Islands|Cocos Islands|Keeling I"
    "slands;CD=DR Congo|Congo, The Democratic Republic of the|Democratic Republic of the Congo|Democratic Republi"
    "c of Congo|Congo, Democratic Republic of the|Congo-Kinshasa|DRC|D.R.C.;CF=Central African Republic|CAR;CG=Re"
    "public of the Congo|Congo-Brazzaville|Congo Republic;CH=Switzerland|Swiss Confederation;CI=Ivory Coast;CK=Co"
    "ok Islands;CL=Chile|Republic of Chile;CM=Cameroon|Republic of Cameroon;CN=China|People's Republic of China|M"
    "ainland China|Communist China|PRC|P.R.C.|PR China;CO=Colombia|Republic of Colombia;CR=Costa Rica|Republic of"
    " Costa Rica;CU=Cuba|Republic of Cuba;CV=Cape Verde|Republic of Cabo Verde|Cabo Verde|Republic of Cape Verde;"
    "CW=;CX=Christmas Island;CY=Cyprus|Republic of Cyprus;CZ=Czechia|Czech Republic;DE=Germany|Federal Republic o"
    "f Germany|Deutschland|FRG;DJ=Djibouti|Republic of Djibouti;DK=Denmark|Kingdom of Denmark;DM=Dominica|Commonw"
    "ealth of Dominica;DO=Dominican Republic;DZ=Algeria|People's Democratic Republic of Algeria;EC=Ecuador|Republ"
    "ic of Ecuador;EE=Estonia|Republic of Estonia;EG=Egypt|Arab Republic of Egypt;EH=Western Sahara|Sahrawi Arab "
    "Democratic Republic;ER=Eritrea|State of Eritrea;ES=Spain|Kingdom of Spain;ET=Ethiopia|Federal Democratic Rep"
    "ublic of Ethiopia;FI=Finland|Republic of Finland;FJ=Fiji|Republic of Fiji;FK=Falkland Islands|Falkland Islan"
    "ds (Malvinas)|Falklands|Malvinas;FM=Micronesia|Federated States of Micronesia|Micronesia, Federated States o"
    "f|FSM;FO=Faroe Islands|Faroes|Faeroe Islands;FR=France|French Republic;GA=Gabon|Gabonese Republic;GB=United "
    "Kingdom|United Kingdom of Great Britain and Northern Ireland|Britain|Great Britain|England|UK|U.K.;GD=Grenad"
    "a;GE=Georgia|Republic of Georgia;GF=French Guiana;GG=Guernsey;GH=Ghana|Republic of Ghana;GI=Gibraltar;GL=Gre"
    "enland;GM=Gambia|Republic of the Gambia|The Gambia;GN=Guinea|Republic of Guinea|Guinea-Conakry;GP=Guadeloupe"
    ";GQ=Equatorial Guinea|Republic of Equatorial Guinea;GR=Greece|Hellenic Republic|Hellas;GS=South Georgia and "
    "the South Sandwich Islands|South Georgia|South Georgia & South Sandwich Islands;GT=Guatemala|Republic of Gua"
    "temala;GU=Guam;GW=Guinea-Bissau|Republic of Guinea-Bissau;GY=Guyana|Republic of Guyana|Co-operative Republic"
    " of Guyana;HK=Hong Kong|Hong Kong Special Administrative Region of China|Hong Kong SAR|Hongkong;HM=Heard and"
    " McDonald Islands|Heard Island and McDonald Islands;HN=Honduras|Republic of Honduras;HR=Croatia|Republic of "
    "Croatia;HT=Haiti|Republic of Haiti;HU=Hungary;ID=Indonesia|Republic of Indonesia;IE=Ireland|Republic of Irel"
    "and|Eire;IL=Israel|State of Israel;IM=Isle of Man;IN=India|Republic of India|Bharat;IO=British Indian Ocean "
    "Territory|Chagos|Chagos Archipelago|BIOT;IQ=Iraq|Republic of Iraq|Irak;IR=Iran|Islamic Republic of Iran|Iran"
    ", Islamic Republic of|IRI;IS=Iceland|Republic of Iceland;IT=Italy|Italian Republic;JE=Jersey;JM=Jamaica;JO=J"
    "ordan|Hashemite Kingdom of Jordan;JP=Japan;KE=Kenya|Republic of Kenya;KG=Kyrgyzstan|Kyrgyz Republic|Kirghizi"
    "a|Kirgizstan;KH=Cambodia|Kingdom of Cambodia;KI=Kiribati|Republic of Kiribati;KM=Comoros|Union of the Comoro"
    "s;KN=Saint Kitts and Nevis|St. Kitts and Nevis|St. Kitts & Nevis;KP=North Korea|Democratic People's Republic"
    " of Korea|Korea, Democratic People's Republic of|DPRK|D.P.R.K.|DPR Korea;KR=South Korea|Korea, Republic of|R"
    "epublic of Korea|ROK|R.O.K.;KW=Kuwait|State of Kuwait;KY=Cayman Islands|Caymans;KZ=Kazakhstan|Republic of Ka"
    "zakhstan;LA=Laos|Lao People's Democratic Republic;LB=Lebanon|Lebanese Republic;LC=Saint Lucia|St. Lucia;LI=L"
    "iechtenstein|Principality of Liechtenstein;LK=Sri Lanka|Democratic Socialist Republic of Sri Lanka;LR=Liberi"
    "a|Republic of Liberia;LS=Lesotho|Kingdom of Lesotho;LT=Lithuania|Republic of Lithuania;LU=Luxembourg|Grand D"
    "uchy of Luxembourg;LV=Latvia|Republic of Latvia;LY=Libya|State of Libya;MA=Morocco|Kingdom of Morocco;MC=Mon"
    "aco|Principality of Monaco;MD=Moldova|Republic of Moldova|Moldova, Republic of|Moldavia;ME=Montenegro;MF=Sai"
    "nt Martin|Saint Martin (French part)|St. Martin;MG=Madagascar|Republic of Madagascar;MH=Marshall Islands|Rep"
    "ublic of the Marshall Islands;MK=North Macedonia|Republic of North Macedonia;ML=Mali|Republic of Mali;MM=Mya"
    "nmar|Republic of Myanmar|Republic of the Union of Myanmar;MN=Mongolia;MO=Macao|Macao Special Administrative "
    "Region of China|Macau|Macao SAR;MP=Northern Mariana Islands|Commonwealth of the Northern Mariana Islands|Nor"
    "thern Marianas;MQ=Martinique;MR=Mauritania|Islamic Republic of Mauritania;MS=Montserrat;MT=Malta|Republic of"
    " Malta;MU=Mauritius|Republic of Mauritius;MV=Maldives|Republic of Maldives|The Maldives;MW=Malawi|Republic o"
    "f Malawi;MX=Mexico|United Mexican States;MY=Malaysia;MZ=Mozambique|Republic of Mozambique;NA=Namibia|Republi"
    "c of Namibia;NC=New Caledonia;NE=Niger|Republic of the Niger;NF=Norfolk Island;NG=Nigeria|Federal Republic o"
    "f Nigeria;NI=Nicaragua|Republic of Nicaragua;NL=Netherlands|Kingdom of the Netherlands|The Netherlands|Holla"
    "nd;NO=Norway|Kingdom of Norway;NP=Nepal|Federal Democratic Republic of Nepal;NR=Nauru|Republic of Nauru;NU=N"
    "iue;NZ=New Zealand|Aotearoa|NZ|N.Z.;OM=Oman|Sultanate of Oman;PA=Panama|Republic of Panama;PE=Peru|Republic "
    "of Peru;PF=French Polynesia;PG=Papua New Guinea|Independent State of Papua New Guinea|PNG;PH=Philippines|Rep"
    "ublic of the Philippines|The Philippines;PK=Pakistan|Islamic Republic of Pakistan;PL=Poland|Republic of Pola"
    "nd;PM=Saint Pierre and Miquelon|St. Pierre and Miquelon|St. Pierre & Miquelon;PN=Pitcairn Islands|Pitcairn;P"
    "R=Puerto Rico|Porto Rico;PS=Palestine|State of Palestine|Palestine, State of|Palestinian Territories|Palesti"
    "nian Authority;PT=Portugal|Portuguese Republic;PW=Palau|Republic of Palau|Belau;PY=Paraguay|Republic of Para"
    "guay;QA=Qatar|State of Qatar;RE=;RO=Romania|Rumania;RS=Serbia|Republic of Serbia;RU=Russia|Russian Federatio"
    "n|RF;RW=Rwanda|Rwandese Republic|Republic of Rwanda;SA=Saudi Arabia|Kingdom of Saudi Arabia;SB=Solomon Islan"
    "ds|Solomons;SC=Seychelles|Republic of Seychelles;SD=Sudan|Republic of the Sudan;SE=Sweden|Kingdom of Sweden;"
    "SG=Singapore|Republic of Singapore;SH=Saint Helena, Ascension and Tristan da Cunha|Saint Helena|St. Helena;S"
    "I=Slovenia|Republic of Slovenia;SJ=Svalbard and Jan Mayen|Svalbard & Jan Mayen|Svalbard;SK=Slovakia|Slovak R"
    "epublic;SL=Sierra Leone|Republic of Sierra Leone;SM=San Marino|Republic of San Marino;SN=Senegal|Republic of"
    " Senegal;SO=Somalia|Federal Republic of Somalia;SR=Suriname|Republic of Suriname|Surinam;SS=South Sudan|Repu"
    "blic of South Sudan;ST=Democratic Republic of Sao Tome and Principe;SV=El Salvador|Republic of El Salvador|S"
    "alvador;SX=Sint Maarten|Sint Maarten (Dutch part);SY=Syria|Syrian Arab Republic;SZ=Eswatini|Kingdom of Eswat"
    "ini;TC=Turks and Caicos Islands|Turks & Caicos Islands|Turks and Caicos;TD=Chad|Republic of Chad;TF=French S"
    "outhern Territories|French Southern and Antarctic Lands|TAAF;TG=Togo|Togolese Republic;TH=Thailand|Kingdom o"
    "f Thailand;TJ=Tajikistan|Republic of Tajikistan;TK=Tokelau;TL=Timor-Leste|Democratic Republic of Timor-Leste"
    "|East Timor;TM=Turkmenistan;TN=Tunisia|Republic of Tunisia;TO=Tonga|Kingdom of Tonga;TR=Turkey|Republic of T"
    "urkey;TT=Trinidad and Tobago|Republic of Trinidad and Tobago|Trinidad & Tobago|Trinidad;TV=Tuvalu;TW=Taiwan|"
    "Taiwan, Province of China|Republic of China|Chinese Taipei|Formosa|ROC|R.O.C.;TZ=Tanzania|United Republic of"
    " Tanzania|Tanzania, United Republic of;UA=Ukraine|The Ukraine;UG=Uganda|Republic of Uganda;UM=United States "
    "Minor Outlying Islands|U.S. Minor Outlying Islands|U.S. Outlying Islands;US=United States|United States of A"
    "merica|America|The United States|USA|U.S.A.|US|U.S.;UY=Uruguay|Eastern Republic of Uruguay;UZ=Uzbekistan|Rep"
    "ublic of Uzbekistan;VA=Vatican City|Holy See (Vatican City State)|Holy See|The Vatican|Vatican|Vatican City "
    "State;VC=Saint Vincent and the Grenadines|St. Vincent and the Grenadines|St. Vincent & Grenadines|Saint Vinc"
    "ent;VE=Venezuela|Bolivarian Republic of Venezuela|Venezuela, Bolivarian Republic of;VG=British Virgin Island"
    "s|Virgin Islands, British|BVI;VI=U.S. Virgin Islands|Virgin Islands of the United States|Virgin Islands, U.S"
    ".|US Virgin Islands|United States Virgin Islands|USVI;VN=Vietnam|Socialist Republic of Viet Nam|Viet Nam|SRV"
    ";VU=Vanuatu|Republic of Vanuatu;WF=Wallis and Futuna|Wallis & Futuna;WS=Samoa|Independent State of Samoa;YE="
    "Yemen|Republic of Yemen;YT=Mayotte;ZA=South Africa|Republic of South Africa|RSA;ZM=Zambia|Republic of Zambia"
    ";ZW=Zimbabwe|Republic of Zimbabwe;";

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* The next state's names and its code, or TEXT_NONE. */
static struct text next_state(struct text *rest, struct text *names)
{
    struct text state, code;
    if (!text_split(rest, ';', &state) || state.len == 0 || !text_split(&state, '=', &code))
        return TEXT_NONE;
    *names = state;
    return code;
}

struct text country_of_code(struct text code)
{
    struct text rest = text_of(states), names;
    if (text_equal_nocase(code, TEXT("UK")))
        return TEXT("GB");
    for (struct text found = next_state(&rest, &names); found.ptr; found = next_state(&rest, &names)) {
        if (text_equal_nocase(found, code))
            return found;
    }
    return TEXT_NONE;
}

/* "Iran (Islamic Republic of)" is in the table as "Iran, Islamic Republic of". */
static bool same_name(struct text written, struct text known)
{
    size_t at = 0;
    for (size_t i = 0; i < written.len; i++) {
        char c = written.ptr[i];
        if (c == ' ' && i + 1 < written.len && written.ptr[i + 1] == '(') {
            if (at + 1 >= known.len || known.ptr[at] != ',' || known.ptr[at + 1] != ' ')
                return false;
            at += 2;
            i++;
            continue;
        }
        if (c == ')' && i + 1 == written.len)
            continue;
        if (at >= known.len || upper(c) != upper(known.ptr[at]))
            return false;
        at++;
    }
    return at == known.len;
}

struct text country_of_name(struct text name)
{
    struct text rest = text_of(states), names, one;
    /* Of some states the table has no English name. */
    if (name.len == 0)
        return TEXT_NONE;
    for (struct text code = next_state(&rest, &names); code.ptr; code = next_state(&rest, &names)) {
        while (text_split(&names, '|', &one)) {
            if (text_equal_nocase(name, one) || same_name(name, one))
                return code;
        }
    }
    return TEXT_NONE;
}
