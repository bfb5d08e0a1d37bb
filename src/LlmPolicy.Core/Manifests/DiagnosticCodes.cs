namespace LlmPolicy;

/// <summary>The codes of all diagnostics. Stable: docs/diagnostics.md has a section for each.</summary>
public static class DiagnosticCodes
{
    /// <summary>Not YAML or JSON; to a host also a file that is empty, can't be read, or is none that ends (a pipe).</summary>
    public const string Syntax = "LLMP0001";

    /// <summary>A key stands twice in one object.</summary>
    public const string DuplicateKey = "LLMP0002";

    /// <summary>A merge key (<c>&lt;&lt;</c>), which Kubernetes does not apply either.</summary>
    public const string MergeKey = "LLMP0003";

    /// <summary>A YAML tag of somebody's own.</summary>
    public const string CustomTag = "LLMP0004";

    /// <summary>An alias without an anchor, or inside its own anchor.</summary>
    public const string Alias = "LLMP0005";

    /// <summary>More than 100,000 values or 64 levels in a document once aliases are expanded, 4 Mi characters in a file, or 32 Mi characters, 10,000 objects
    /// or 1,000,000 values in all manifests; or more than 1,000 diagnostics of one severity, of which the rest is left out.</summary>
    public const string TooLarge = "LLMP0006";

    /// <summary>A document that is no Kubernetes object: no mapping, no kind, no name.</summary>
    public const string NotAResource = "LLMP0007";

    /// <summary>A document of a kind that has no part in the policy was skipped.</summary>
    public const string ForeignKind = "LLMP0008";

    /// <summary>A field that the object does not have.</summary>
    public const string UnknownField = "LLMP0010";

    /// <summary>A value of another type than the field's.</summary>
    public const string WrongType = "LLMP0011";

    /// <summary>A value that the field can't have.</summary>
    public const string InvalidValue = "LLMP0012";

    /// <summary>Fields of which only one counts: an error where both are guards, else a warning.</summary>
    public const string OneOf = "LLMP0013";

    /// <summary>A field that has to be there; a warning for a VirtualService without <c>virtualHost</c>.</summary>
    public const string RequiredField = "LLMP0014";

    /// <summary>A field of the policy that is not supported yet.</summary>
    public const string Unsupported = "LLMP0015";

    /// <summary>A field that is known and not enforced here.</summary>
    public const string Unenforced = "LLMP0016";

    /// <summary>A field's former name.</summary>
    public const string OldSpelling = "LLMP0017";

    /// <summary>A field that is known, guards nothing, and is not carried out: a warning.</summary>
    public const string LeftOut = "LLMP0018";

    /// <summary>Two resources of one kind, namespace and name.</summary>
    public const string DuplicateResource = "LLMP1001";

    /// <summary>A domain in two virtual hosts, or empty; a warning for one with a wildcard in the middle.</summary>
    public const string Domain = "LLMP1002";

    /// <summary>A matcher's or rewrite's path that Gloo does not load.</summary>
    public const string Path = "LLMP1003";

    /// <summary>A regular expression that can't be read, or that RE2 does not have; a warning for a substitution that is not used as it stands.</summary>
    public const string Regex = "LLMP1004";

    /// <summary>A reference to an Upstream that nothing defines.</summary>
    public const string MissingUpstream = "LLMP1005";

    /// <summary>A reference to a Secret that nothing defines, or that is not a header secret.</summary>
    public const string MissingSecret = "LLMP1006";

    /// <summary>A provider's keys can't be read, or none is usable.</summary>
    public const string Keys = "LLMP1007";

    /// <summary>A key that a strictness rule does not load.</summary>
    public const string WeakKey = "LLMP1008";

    /// <summary>A header's name or value that can't be set or removed.</summary>
    public const string Header = "LLMP1009";

    /// <summary>A command between per cents that does not exist, or is not closed.</summary>
    public const string Substitution = "LLMP1010";

    /// <summary>An RBAC policy without a principal, or a principal that names no provider of the host.</summary>
    public const string Rbac = "LLMP1011";

    /// <summary><c>rbac</c> where no JWT provider is: nobody could ever pass.</summary>
    public const string RbacWithoutJwt = "LLMP1012";

    /// <summary>A route's action is missing or can't be carried out.</summary>
    public const string Action = "LLMP1013";

    /// <summary>An Upstream without a usable address.</summary>
    public const string UpstreamAddress = "LLMP1014";

    /// <summary>An option names a strictness rule that does not exist, or two options contradict each other.</summary>
    public const string UnknownRule = "LLMP1015";

    /// <summary>A route that can't delegate, or a delegation that is circular; a warning for a route table that is missing, and for a table's route that its parent does not cover.</summary>
    public const string Delegation = "LLMP1017";

    /// <summary>A reference to a resource that nothing defines: options, or an upstream group.</summary>
    public const string MissingReference = "LLMP1018";

    /// <summary>Error: a resource attaches to nothing, or to something that is not there (<c>targetRefs</c>).</summary>
    public const string Attachment = "LLMP1019";

    /// <summary>Error: a rule of a <c>ModelPolicy</c> that can't mean what it says.</summary>
    public const string ModelRule = "LLMP1020";

    /// <summary>Error: a <c>TokenBudget</c> that can't mean what it says.</summary>
    public const string Budget = "LLMP1021";

    /// <summary>Error: a <c>cors</c> without an origin, or with a value that is no header's; a warning for <c>disableForRoute</c> on a host.</summary>
    public const string Cors = "LLMP1040";

    /// <summary>A rate limit that Gloo does not load, or that counts something else than requests.</summary>
    public const string RateLimit = "LLMP1030";

    /// <summary>Nothing counts what <c>rateLimits</c> asks for.</summary>
    public const string RateLimitUncounted = "LLMP1031";

    /// <summary>Error: a rule that counts requests, and does not say which, how many, or in what time.</summary>
    public const string LimitRule = "LLMP1032";

    /// <summary>More than one Settings: Gloo goes by one.</summary>
    public const string SettingsTwice = "LLMP1033";

    /// <summary>Error: an origin of <c>csrf</c> that says nothing; a warning where a share of the requests is to be checked.</summary>
    public const string Csrf = "LLMP1041";

    /// <summary>Error: <c>faults</c> that Gloo does not load; a warning for a delay, which is not carried out.</summary>
    public const string Fault = "LLMP1042";

    /// <summary>Error: a transformation that does more than change headers by text and other headers.</summary>
    public const string Transformation = "LLMP1043";

    /// <summary>Error: an <c>AuthConfig</c> that can't mean what it says.</summary>
    public const string AuthConfig = "LLMP1050";

    /// <summary>A Secret whose API key never counts, or is another's too. A warning: nobody gets in by it.</summary>
    public const string ApiKey = "LLMP1051";

    /// <summary>No VirtualService in all the manifests: every request gets 404. A warning; the hosts do not start so.</summary>
    public const string NoVirtualService = "LLMP1016";

    /// <summary>A route before which another takes every request.</summary>
    public const string UnreachableRoute = "LLMP2001";

    /// <summary>A matcher that no request fits: a path that does not begin with a slash, a regex that can't match, a method that HTTP does not have.</summary>
    public const string MatcherNeverMatches = "LLMP2002";

    /// <summary>A prefix that ends inside a segment, and a <c>prefixRewrite</c>: longer names reach other resources.</summary>
    public const string PrefixInsideSegment = "LLMP2003";

    /// <summary>A <c>prefixRewrite</c> that doubles a slash or loses one.</summary>
    public const string RewriteSlash = "LLMP2004";

    /// <summary>A guarded path that a doubled slash leads past, at an upstream that merges slashes. A note.</summary>
    public const string MergedSlashes = "LLMP2005";

    /// <summary>A route that delegates by a matcher without a path: what else the matcher asks counts for nothing.</summary>
    public const string DelegationOpen = "LLMP2006";

    /// <summary>A <c>clusterHeader</c>: the caller names the Upstream.</summary>
    public const string CallerNamesUpstream = "LLMP2007";

    /// <summary>A provider without <c>audiences</c>.</summary>
    public const string NoAudience = "LLMP2010";

    /// <summary>A provider whose tokens may lack <c>exp</c>. A note.</summary>
    public const string NoExpiry = "LLMP2011";

    /// <summary>Tokens that may be missing where no <c>rbac</c> asks for claims.</summary>
    public const string TokenOptional = "LLMP2012";

    /// <summary>A route's providers, which replace its host's.</summary>
    public const string JwtReplaced = "LLMP2013";

    /// <summary>A principal or a permission that no request fits.</summary>
    public const string NeverAllows = "LLMP2020";

    /// <summary>A matcher that asks for another type than the claim usually has.</summary>
    public const string ClaimMatcher = "LLMP2021";

    /// <summary>A route's <c>rbac</c>, which replaces its host's whole.</summary>
    public const string RbacReplaced = "LLMP2022";

    /// <summary>A claim's name with a dot, and no <c>nestedClaimDelimiter</c> that cuts it.</summary>
    public const string NestedClaim = "LLMP2023";

    /// <summary>A <c>nestedClaimDelimiter</c> that no claim's name holds. A note.</summary>
    public const string UnusedDelimiter = "LLMP2024";

    /// <summary><c>rbac.disable</c> on a route that puts on a Secret.</summary>
    public const string RbacDisabled = "LLMP2025";

    /// <summary>Options with a guard in them that nothing refers to.</summary>
    public const string UnreferredGuard = "LLMP2026";

    /// <summary>A Secret that is added to the caller's own header.</summary>
    public const string SecretAppended = "LLMP2030";

    /// <summary>A Secret that goes over plain HTTP.</summary>
    public const string SecretInPlainText = "LLMP2031";

    /// <summary>A Secret that is put on for everybody.</summary>
    public const string UnguardedSecret = "LLMP2032";

    /// <summary>A Secret with which any model may be asked for, since no <c>ModelPolicy</c> holds for the route.</summary>
    public const string ModelUnchecked = "LLMP2033";

    /// <summary>A header that is set twice, or that a later level sets anew or takes off.</summary>
    public const string DuplicateHeader = "LLMP2034";

    /// <summary>
    /// A Secret with a header that can't be sent. What Envoy would not load does not load here; with the rest a host starts all the same, since its own sources may have another value.
    /// </summary>
    public const string UnusableSecret = "LLMP2035";

    /// <summary>A header of a claim or a Secret whose twin with <c>_</c> for <c>-</c> the caller may send. A note.</summary>
    public const string UnderscoreTwin = "LLMP2036";

    /// <summary>A matcher on a header that is made of a claim, where a token may be missing.</summary>
    public const string ClaimHeaderMatcher = "LLMP2014";

    /// <summary>A VirtualHostOption that Gloo changes for one host, and that another host has as well.</summary>
    public const string SharedOptions = "LLMP2040";

    /// <summary>Routes under <c>inheritableMatchers</c> whose conditions Gloo writes over each other.</summary>
    public const string OverwrittenConditions = "LLMP2041";

    /// <summary>A rule of a <c>ModelPolicy</c> that allows nothing.</summary>
    public const string EmptyModelRule = "LLMP2042";

    /// <summary>A rule of a <c>ModelPolicy</c> that is for callers, or takes models from claims, of a provider whose tokens none of its routes verifies.</summary>
    public const string ModelRuleForNobody = "LLMP2043";

    /// <summary>A route to Amazon Bedrock that changes what the client has signed.</summary>
    public const string SignatureBroken = "LLMP2044";

    /// <summary>A <c>TokenBudget</c> on routes of which none sends a request on.</summary>
    public const string UnusedBudget = "LLMP2045";

    /// <summary>A claim of a <c>TokenBudget</c>'s key, or a principal of its overrides, of a provider whose tokens its routes don't verify.</summary>
    public const string BudgetKeyUnverified = "LLMP2046";

    /// <summary>A model that a <c>TokenBudget</c> names, and that no <c>ModelPolicy</c> of its routes sends on.</summary>
    public const string BudgetModel = "LLMP2047";

    /// <summary>A model that is sent on, and for which a <c>TokenBudget</c> that limits cost has no price.</summary>
    public const string BudgetPrice = "LLMP2048";

    /// <summary>A <c>TokenBudget</c> that is <c>hard</c>, and in the shadow. A note.</summary>
    public const string ShadowHard = "LLMP2049";

    /// <summary>An override of a <c>TokenBudget</c> before which another takes all of its callers.</summary>
    public const string UnreachableOverride = "LLMP2050";

    /// <summary>A limit of a <c>TokenBudget</c> that one of a longer time always reaches first.</summary>
    public const string IdleLimit = "LLMP2051";

    /// <summary>An action of a rate limit may yield nothing, and then nothing counts the request.</summary>
    public const string RateLimitUncertain = "LLMP2080";

    /// <summary>A rate limit counts by an address that callers may write themselves.</summary>
    public const string RateLimitAddress = "LLMP2081";

    /// <summary>A default value of a rate limit is shared by all who have no other.</summary>
    public const string RateLimitShared = "LLMP2082";

    /// <summary>A route's rate limits take the place of its host's.</summary>
    public const string RateLimitReplaced = "LLMP2083";

    /// <summary>A limit that no list of actions leads to.</summary>
    public const string UnreachedLimit = "LLMP2084";

    /// <summary>Rules of rate limits that nothing asks for.</summary>
    public const string UnusedLimits = "LLMP2085";

    /// <summary>A list of actions that no rule counts.</summary>
    public const string UncountedList = "LLMP2086";

    /// <summary>An origin of <c>cors</c> that fits more than it looks like: <c>null</c>, a pattern with an open dot, a pattern that stands for any.</summary>
    public const string CorsWideOrigin = "LLMP2070";

    /// <summary>An origin of <c>cors</c> that no browser sends.</summary>
    public const string CorsDeadOrigin = "LLMP2071";

    /// <summary><c>allowCredentials</c> for any origin, or taken from the host by a route that says otherwise.</summary>
    public const string CorsCredentials = "LLMP2072";

    /// <summary>A route with <c>cors</c> that takes no preflight.</summary>
    public const string CorsNoPreflight = "LLMP2073";

    /// <summary><c>cors</c> on a direct response, where its headers are lost or of no use.</summary>
    public const string CorsDirect = "LLMP2074";

    /// <summary>A <c>csrf</c> that refuses nobody; a note where it is in the shadow.</summary>
    public const string CsrfIdle = "LLMP2075";

    /// <summary>An origin of <c>csrf</c> that never fits, or fits more than it looks like.</summary>
    public const string CsrfOrigin = "LLMP2076";

    /// <summary>A route whose requests are all aborted.</summary>
    public const string AbortsAll = "LLMP2077";

    /// <summary>A route that a regular transformation leads to, behind what the route asks of callers.</summary>
    public const string GuardsPassedBy = "LLMP2078";

    /// <summary>A provider's key that stands in an Upstream.</summary>
    public const string InlineKey = "LLMP2060";

    /// <summary>An Upstream that writes out what <c>ai</c> says by a provider's name.</summary>
    public const string LongForm = "LLMP2061";
}
