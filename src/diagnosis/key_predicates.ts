/** What a sentence says of the JWT key. */
export type KeyCause =
  | "key-missing"
  | "key-empty"
  | "keys-equal"
  | "key-too-short"
  | "key-weak"
  | "falls-back-to-session-key"
  | "falls-back-to-default-key"
  | "key-made-at-start";

/** Stands for the variable in a sentence; a private-use character, which no message has. */
export const JWT = "\ue001";
export const SESSION = "\ue002";
/** Any other name in capitals with an underscore. */
export const OTHER = "\ue003";

const MUST = "(?:must|should|shall|has to|have to|needs? to|required to)";
const MUST_NOT =
  "(?:must not|should not|shall not|cannot|can not|can't|could not|may not|mustn't|shouldn't|is not allowed to)";
/** Words between a subject and what is said of it. */
const GAP = "[^\ue001-\ue003]{0,60}?";

interface Predicate {
  readonly cause: KeyCause;
  readonly pattern: RegExp;
}

/** Said of the variable: the subject stands first. The first that matches earliest in the sentence wins. */
export const AFTER: readonly Predicate[] = [
  [
    "keys-equal",
    `${MUST} (?:also )?(?:be (?:set )?(?:to )?(?:an? )?)?(?:differ|different|distinct|separate from|unique from|not (?:be )?(?:the same|equal|identical|match|re-?use))`,
  ],
  ["keys-equal", `${MUST_NOT} (?:be )?(?:the same|equal|identical|match|share|re-?use|be re-?used)`],
  [
    "keys-equal",
    `${MUST} have (?:an? |another )?(?:value )?(?:that is )?(?:different|distinct)|not (?:be )?shared with ${SESSION}|duplicates? (?:the )?${SESSION}`,
  ],
  [
    "keys-equal",
    "(?:is|are) (?:currently )?(?:set to )?(?:the same|equal to|identical|not different|reused)",
  ],
  [
    "keys-equal",
    `(?<!\\bnot (?:the )?)(?:equals|matches|==|===|same as|identical to|is a copy of|differ from) ?(?:the )?(?:django )?${SESSION}`,
  ],
  [
    "key-empty",
    `(?:(?:is|was|${MUST_NOT} be|not allowed to be)|(?:set|present|there|defined|given),? but(?: is)?|set to) (?:an? )?(?:empty|blank)`,
  ],
  [
    "key-empty",
    "is not allowed to be empty|(?:must|should) be (?:an? )?non-?empty|(?:length|len)\\W{0,4}(?:is |of )?0\\b(?!\\.)|has no value|: (?:may not be blank|this field may not be blank)",
  ],
  [
    "key-too-short",
    "(?:too|is) short|shorter than|insufficient length|not long enough|less than \\d{1,4} (?:char|byte|bit)|only \\d{1,4} (?:char|byte|bit)|\\d{1,4}\\+ ?(?:char|byte|bit)|below (?:the )?(?:minimum|\\d)",
  ],
  [
    "key-too-short",
    "(?:at least|minimum(?: of)?|min\\.?|no (?:fewer|less) than|>=|≥|more than|longer than|expected) ?\\d{1,4}",
  ],
  [
    "key-too-short",
    "(?:must|should) not have (?:fewer|less) than \\d|at least length \\d|has (?:only )?\\d{1,4} char\\w{0,8}, (?:but )?\\d{1,4} (?:are )?(?:needed|required|expected)|has failed the following constraints: (?:minLength|isLength)\\b",
  ],
  [
    "key-too-short",
    "(?:minimum|min|required|recommended|invalid|wrong) (?:key |required )?length|length (?:must|should|is (?:less|below|too|only|under|insufficient|not)|of (?:at least|\\d{1,4} (?:or more|is (?:too|less|below|not))))",
  ],
  [
    "key-too-short",
    "\\d{1,4}\\+? ?(?:or more |\\+ )?(?:char(?:acter)?s?|bytes?|bits?)(?: \\w{1,12}){0,2} (?:or (?:more|longer)|long|minimum|required)",
  ],
  [
    "key-weak",
    "weak|insecure|not (?:cryptographically )?(?:secure|strong|safe|random)|placeholder|guessable|predictable",
  ],
  [
    "key-weak",
    `${MUST} be (?:changed|replaced|rotated|overridden)(?! (?:every|regularly|periodically|after|once|within))|${MUST_NOT} be (?:the |a |an )?(?:default|placeholder|example|known)`,
  ],
  [
    "key-weak",
    "(?:the |a |its |an )(?:\\w{1,20} )?(?:default|example|placeholder|development|sample) (?:value|key|secret)|(?:is|has) (?:still )?(?:the |set to the )?default",
  ],
  [
    "key-weak",
    "compromised|entropy|too simple|well[- ]known|publicly known|change[-_ ]?me|forbidden (?:pattern|word|term|string|value)|complexity|left (?:at|as) (?:its |the )?default",
  ],
  [
    "key-missing",
    `(?:is|was|are|were|be|been)? ?(?:not|n't|never) (?:\\w{1,12} )?(?:set|found|defined|provided|present|configured|specified|given|supplied|available|exist|declared|loaded|initiali[sz]ed)`,
  ],
  [
    "key-missing",
    "(?:isn't|wasn't|hasn't been|aren't) (?:set|defined|provided|configured|present|specified)|does(?: not|n't) exist",
  ],
  [
    "key-missing",
    "\\breceived:? (?:undefined|null)\\b|\\(was (?:missing|undefined|null)\\)|has failed the following constraints: (?:\\w{1,40}, ){0,8}is(?:String|Defined|NotEmpty)\\b",
  ],
  [
    "key-missing",
    `${MUST} (?:also )?be (?:set|defined|provided|present|configured|specified|given|supplied|declared|added|exported)`,
  ],
  [
    "key-missing",
    `${MUST_NOT} be (?:none|null|undefined|unset)|^\\W{0,3}to be (?:set|defined|provided|present|configured)|${MUST} (?:have|contain) a value|requires? a value|(?:is|are) (?:\\w{1,12} )?(?:required|mandatory|missing|undefined|unset|unbound|none\\b|null\\b|absent|needed)`,
  ],
  [
    "key-missing",
    "^\\W{0,8}(?:_?errors\\W{0,6})?(?:(?:env(?:ironment)?|config(?:uration)?|var(?:iable)?|setting|value|key)s? ?){0,3}\\W{0,4}(?:required|missing|undefined|unset|unbound|none\\b|null\\b|parameter null|parameter not set|field required|cannot be found|not set|must have a value(?! (?:that is )?(?:different|distinct)))",
  ],
].map(([cause, source]) => ({ cause: cause as KeyCause, pattern: new RegExp(source ?? "", "i") }));

/** Said before the variable is named: "Missing required environment variable X". */
export const BEFORE: readonly Predicate[] = [
  [
    "keys-equal",
    `(?:same|identical) (?:key|value|secret)${GAP}$|${SESSION}${GAP}(?:${MUST_NOT} (?:be )?(?:the same|equal|identical|match)|${MUST} (?:be )?(?:differ|different|distinct)|(?:equals|matches|is the same|same as|identical))${GAP}$`,
  ],
  [
    "key-empty",
    "(?:empty|blank)(?: value| string)? (?:for|in|given for|environment variable)[^.]{0,20}$|\\bempty $",
  ],
  ["key-too-short", "(?:minimum|insufficient|invalid) length (?:of|for)[^.]{0,20}$|short value (?:for|of) $"],
  ["key-weak", "\\b(?:insufficient|low|too little) entropy\\b[^.]{0,20}$"],
  ["key-weak", "(?:weak|insecure|default|placeholder|guessable) (?:value|key|secret)?[^.]{0,20}$"],
  ["key-missing", "\\bMissingValue\\(\\W{0,2}$"],
  ["key-missing", "(?:missing|undefined|unset|unknown value of|absent|requires|required)\\b[^.]{0,60}$"],
  [
    "key-missing",
    "(?:could not|couldn't|cannot|can't|unable to|failed to) (?:find|read|load|get|retrieve|determine)\\b[^.]{0,40}$",
  ],
  [
    "key-missing",
    "(?:please|must|need to|have to|forgot to|did you) (?:\\w{1,12} )?(?:set|define|provide|specify|configure|export|supply|add)\\b[^.]{0,40}$",
  ],
  [
    "key-missing",
    "(?:^|\\b)no (?:value for |env(?:ironment)? var(?:iable)? )?\\W?$|without (?:a |an )?\\W?$",
  ],
].map(([cause, source]) => ({ cause: cause as KeyCause, pattern: new RegExp(source ?? "", "i") }));
