namespace LlmPolicy;

/// <summary>Every reason that a <see cref="PolicyDecision"/> can have. The codes are stable: logs, tests and alerts may rely on them.</summary>
public static class ReasonCodes
{
    /// <summary>The request is forwarded.</summary>
    public const string Forwarded = "forwarded";

    /// <summary>The route answers by itself (<c>directResponseAction</c>).</summary>
    public const string DirectResponse = "route.direct_response";

    /// <summary>The route redirects (<c>redirectAction</c>).</summary>
    public const string Redirect = "route.redirect";

    /// <summary>A preflight of an origin that may is answered (<c>cors</c>).</summary>
    public const string CorsPreflight = "cors.preflight";

    /// <summary>403: a request that may change something comes from a page of another site (<c>csrf</c>).</summary>
    public const string CsrfOrigin = "csrf.origin";

    /// <summary>The status of the manifest: the request is aborted on purpose (<c>faults.abort</c>).</summary>
    public const string FaultAbort = "fault.abort";

    /// <summary>400 or 413: a transformation reads the request's body, and it is no JSON, or too long (<c>transformationTemplate</c> without <c>passthrough</c>).</summary>
    public const string TransformationBody = "transformation.body";

    /// <summary>404: no virtual host has this domain.</summary>
    public const string NoVirtualHost = "route.no_virtual_host";

    /// <summary>404: no route of the virtual host matches.</summary>
    public const string NoRoute = "route.none";

    /// <summary>403: a call of the app's own came under another route than its client is for (<c>AddLlmPolicy(route)</c>).</summary>
    public const string OtherRoute = "route.other";

    /// <summary>503: the route's Upstream has no address, or none that answers.</summary>
    public const string UpstreamUnavailable = "upstream.unavailable";

    /// <summary>400: no <c>Host</c>.</summary>
    public const string NoHost = "request.no_host";

    /// <summary>404: the target is not a path (<c>*</c>, an authority, an empty path).</summary>
    public const string TargetNotAPath = "target.not_a_path";

    /// <summary>400 or 501: the body's length has no one reading: two lengths, a length beside <c>Transfer-Encoding</c>, a coding other than <c>chunked</c> (RFC 9112, 6).</summary>
    public const string Framing = "request.framing";

    /// <summary>426: HTTP/1.0 or older.</summary>
    public const string Version = "request.version";

    /// <summary>400: <c>Connection</c> names ten headers or one that has to stay, or HTTP/2 has a header that speaks of the connection (RFC 9113, 8.2.2).</summary>
    public const string ConnectionHeader = "request.connection";

    /// <summary>400: the target has a fragment, or a path that can't be normalised.</summary>
    public const string TargetInvalid = "target.invalid";

    /// <summary>400: a header's name is not a token, or its value holds control characters (RFC 9110, 5.1 and 5.5).</summary>
    public const string HeaderInvalid = "header.invalid";

    /// <summary>400: dot segments would be left after the upstream decodes the path once or twice (strictness rule <c>target.dot-segments</c>).</summary>
    public const string TargetDotSegments = "target.dot_segments";

    /// <summary>400: a pattern that rewrites the path, or the host by the path, matches too often in too long a path (<c>regexRewrite</c>, <c>hostRewritePathRegex</c>).</summary>
    public const string TargetRewriteLimit = "target.rewrite_limit";

    /// <summary>400: an empty segment would be left inside the path (strictness rule <c>target.empty-segments</c>, off by default).</summary>
    public const string TargetEmptySegments = "target.empty_segments";

    /// <summary>400: the endpoint's path falls under another route than the target does (guard only).</summary>
    public const string TargetAmbiguous = "target.ambiguous";

    /// <summary>405: <c>TRACE</c> is not sent with a header secret, which an upstream would send back (gateway only).</summary>
    public const string MethodTrace = "request.trace";

    /// <summary>400: a middleware rewrote method, path or query, so that what runs is not what was decided on.</summary>
    public const string TargetRewritten = "target.rewritten";

    /// <summary>500: the policy's own code failed, or asked for what the host can't supply. Nothing is served.</summary>
    public const string PolicyFailed = "policy.failed";

    /// <summary>400: <c>CONNECT</c>, which is never forwarded.</summary>
    public const string MethodConnect = "request.connect";

    /// <summary>403: the request asks for a protocol that the route does not take (<c>upgrades</c>).</summary>
    public const string Upgrade = "request.upgrade";

    /// <summary>401: no token where the provider looks for one.</summary>
    public const string JwtMissing = "jwt.missing";

    /// <summary>401: not three parts.</summary>
    public const string JwtBadFormat = "jwt.bad_format";

    /// <summary>401: the header is not base64url.</summary>
    public const string JwtHeaderBase64 = "jwt.header_base64";

    /// <summary>401: the header is not a JSON object.</summary>
    public const string JwtHeaderJson = "jwt.header_json";

    /// <summary>401: <c>alg</c> is missing or no string.</summary>
    public const string JwtAlgMissing = "jwt.alg_missing";

    /// <summary>401: <c>alg</c> is none of the signature algorithms of RFC 7518 that are known here.</summary>
    public const string JwtAlgUnsupported = "jwt.alg_unsupported";

    /// <summary>401: <c>kid</c> is no string.</summary>
    public const string JwtKid = "jwt.kid";

    /// <summary>401: the payload is not base64url.</summary>
    public const string JwtPayloadBase64 = "jwt.payload_base64";

    /// <summary>401: the payload is not a JSON object.</summary>
    public const string JwtPayloadJson = "jwt.payload_json";

    /// <summary>401: a registered claim (<c>iss</c>, <c>sub</c>, <c>iat</c>, <c>nbf</c>, <c>exp</c>, <c>jti</c>, <c>aud</c>) has the wrong type or range.</summary>
    public const string JwtClaimType = "jwt.claim_type";

    /// <summary>401: the signature is not base64url.</summary>
    public const string JwtSignatureBase64 = "jwt.signature_base64";

    /// <summary>401: no provider has this issuer.</summary>
    public const string JwtIssuer = "jwt.issuer";

    /// <summary>401: <c>nbf</c> is in the future.</summary>
    public const string JwtNotYetValid = "jwt.not_yet_valid";

    /// <summary>401: <c>exp</c> is in the past.</summary>
    public const string JwtExpired = "jwt.expired";

    /// <summary>403: none of the provider's audiences.</summary>
    public const string JwtAudience = "jwt.audience";

    /// <summary>401: the provider has no key for this <c>kid</c> and <c>alg</c>.</summary>
    public const string JwtNoKey = "jwt.no_key";

    /// <summary>401: no fitting key verifies the signature.</summary>
    public const string JwtSignature = "jwt.signature";

    /// <summary>401: the provider's key set can't be had.</summary>
    public const string JwtKeysUnavailable = "jwt.keys_unavailable";

    /// <summary>401: the token is on the list of revoked ones (<see cref="PolicyFacts.Revoked"/>).</summary>
    public const string JwtRevoked = "jwt.revoked";

    /// <summary>401: longer than 16 KiB (strictness rule <c>token.size</c>).</summary>
    public const string JwtTooLong = "jwt.too_long";

    /// <summary>401: <c>crit</c> names an extension (strictness rule <c>token.crit</c>; RFC 7515, 4.1.11).</summary>
    public const string JwtCritical = "jwt.crit";

    /// <summary>401: <c>b64</c> is false (strictness rule <c>token.b64</c>; RFC 7797).</summary>
    public const string JwtUnencodedPayload = "jwt.b64";

    /// <summary>401: <c>zip</c> is set (strictness rule <c>token.zip</c>).</summary>
    public const string JwtCompressed = "jwt.zip";

    /// <summary>401: base64url with padding, white space or stray bits (strictness rule <c>token.base64url</c>; RFC 7515, 2).</summary>
    public const string JwtEncoding = "jwt.encoding";

    /// <summary>401: no API key (<c>apiKeyAuth</c>).</summary>
    public const string ApiKeyMissing = "extauth.api_key_missing";

    /// <summary>401: an API key that no Secret has, or more than one.</summary>
    public const string ApiKeyUnknown = "extauth.api_key_unknown";

    /// <summary>401: an API key whose Secret lacks an entry that is required (<c>headersFromMetadataEntry</c>).</summary>
    public const string ApiKeyMetadata = "extauth.api_key_metadata";

    /// <summary>401: an API key beside a header that is not what the key's Secret says (<c>match</c>).</summary>
    public const string ApiKeyMatch = "extauth.api_key_match";

    /// <summary>401: no token was verified where an <c>AuthConfig</c> asks for one (<c>jwt: {}</c>).</summary>
    public const string ExtAuthToken = "extauth.token";

    /// <summary>403: an <c>AuthConfig</c> does not hold (<c>booleanExpr</c>), although no config failed.</summary>
    public const string ExtAuthDenied = "extauth.denied";

    /// <summary>403: no RBAC policy allows the request.</summary>
    public const string RbacDenied = "rbac.denied";

    /// <summary>503: a header's value, made from the request or a claim, can't be sent.</summary>
    public const string HeaderValue = "header.value";

    /// <summary>503: a header secret is missing, or can't be sent.</summary>
    public const string SecretUnavailable = "secret.unavailable";

    /// <summary>Fetch the provider's keys, then evaluate again.</summary>
    public const string KeysNeeded = "jwt.keys_needed";

    /// <summary>Read the request's body, then evaluate again.</summary>
    public const string BodyNeeded = "body.needed";

    /// <summary>400: path, body or query name different models, or one of them may be read in more than one way.</summary>
    public const string ModelAmbiguous = "model.ambiguous";

    /// <summary>403: the request may generate, and what it says of its model is nothing, or in a form that is not known.</summary>
    public const string ModelUnknown = "model.unknown";

    /// <summary>403: no rule of a <c>ModelPolicy</c> allows the caller this model, or this way to a model that is not named.</summary>
    public const string ModelDenied = "model.denied";

    /// <summary>400: the body that has to say the model, or how much may be produced, can't be read: too long, of another type, charset or content coding, or not one JSON text or form.</summary>
    public const string ModelBody = "model.body";

    /// <summary>
    /// 400: the body says <c>stream</c>, <c>stream_options</c> or its <c>include_usage</c> twice, in another case or with an escape, where what its stream used is to be metered.
    /// </summary>
    public const string UsageStreamOptions = "usage.stream_options";

    /// <summary>400: the body says in more than one way how much may be produced, or in a form that is not known.</summary>
    public const string OutputAmbiguous = "output.ambiguous";

    /// <summary>A caller is told his budgets (<see cref="CompiledPolicy.BudgetsOf"/>).</summary>
    public const string BudgetTold = "budget.told";

    /// <summary>429: a budget has too little left (<c>TokenBudget</c>).</summary>
    public const string BudgetExceeded = "budget.exceeded";

    /// <summary>403: the caller has no value that a budget counts by (<c>key</c>), or more of them than can be counted.</summary>
    public const string BudgetKey = "budget.key";

    /// <summary>403: a budget counts cost, and the model has no price.</summary>
    public const string BudgetPrice = "budget.price";

    /// <summary>403: nothing holds what the request may produce to what was reserved (<c>hard</c>), or its answer does not say what it used (<c>onMissingUsage: REFUSE</c>).</summary>
    public const string BudgetUnbound = "budget.unbound";

    /// <summary>503: the store of a budget does not answer.</summary>
    public const string BudgetUnavailable = "budget.unavailable";

    /// <summary>429: no token is left in a bucket of the process's own (<c>ratelimit.localRatelimit</c>).</summary>
    public const string RateLimitLocal = "rate_limit.local";

    /// <summary>429: a rate limit service says that there are too many such requests (<c>ratelimit.rateLimits</c>).</summary>
    public const string RateLimitExceeded = "rate_limit.exceeded";

    /// <summary>500: no rate limit service says whether there are too many such requests.</summary>
    public const string RateLimitUnavailable = "rate_limit.unavailable";

    /// <summary>Have the request counted, then evaluate again.</summary>
    public const string RateLimitNeeded = "rate_limit.needed";

    /// <summary>503: what the decision depends on was asked for over and over.</summary>
    public const string FactsUnavailable = "facts.unavailable";
}
