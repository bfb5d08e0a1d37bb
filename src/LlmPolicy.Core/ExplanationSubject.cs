namespace LlmPolicy;

/// <summary>What a step of an explanation looked at.</summary>
public enum ExplanationSubject
{
    /// <summary>The request's own form: headers, target, protocol.</summary>
    Request,

    /// <summary>The virtual host (<c>domains</c>).</summary>
    VirtualHost,

    /// <summary>A route (<c>routes[]</c>).</summary>
    Route,

    /// <summary>One of a route's matchers (<c>matchers[]</c>).</summary>
    Matcher,

    /// <summary>Which sites' pages may ask (<c>cors</c>).</summary>
    Cors,

    /// <summary>Whether the page that asks is of this host (<c>csrf</c>).</summary>
    Csrf,

    /// <summary>What goes wrong on purpose (<c>faults</c>).</summary>
    Fault,

    /// <summary>What a stage changes of headers (<c>transformations</c>, <c>stagedTransformations</c>).</summary>
    Transformation,

    /// <summary>What a stage asks of tokens (<c>jwt</c>).</summary>
    Jwt,

    /// <summary>A provider (<c>jwt.providers</c>).</summary>
    Provider,

    /// <summary>A place where a token was looked for (<c>tokenSource</c>), or a token found there.</summary>
    Token,

    /// <summary>An <c>AuthConfig</c>, or one of its configs (<c>extauth</c>).</summary>
    ExtAuth,

    /// <summary>The RBAC in force, or that there is none (<c>rbac</c>).</summary>
    Rbac,

    /// <summary>A policy (<c>rbac.policies</c>).</summary>
    Policy,

    /// <summary>A policy's path and methods (<c>permissions</c>).</summary>
    Permission,

    /// <summary>A principal (<c>principals[].jwtPrincipal</c>).</summary>
    Principal,

    /// <summary>A claim and what it has to be (<c>claims</c>).</summary>
    Claim,

    /// <summary>A rule of a resource that attaches to routes (<c>targetRefs</c>).</summary>
    Rule,

    /// <summary>The models that are asked for, and the model that goes upstream (<c>ModelPolicy</c>).</summary>
    Model,

    /// <summary>What a budget counts of the request, or why it refuses it (<c>TokenBudget</c>).</summary>
    Budget,

    /// <summary>What a rate limit counts of the request, or that nothing counts it (<c>ratelimit</c>).</summary>
    RateLimit,

    /// <summary>What a list of actions says of the request (<c>rateLimits[]</c>).</summary>
    Descriptor,

    /// <summary>A rule of a RateLimitConfig or of the Settings (<c>descriptors</c>, <c>setDescriptors</c>), under a rate limit.</summary>
    LimitRule,

    /// <summary>A rule of strictness (docs/differences.md).</summary>
    Strictness,

    /// <summary>Where the request goes (<c>routeAction</c>).</summary>
    Upstream,

    /// <summary>The path that is sent (<c>prefixRewrite</c>, <c>regexRewrite</c>).</summary>
    Path,

    /// <summary>The <c>Host</c> that is sent (<c>hostRewrite</c>, <c>autoHostRewrite</c>).</summary>
    Host,

    /// <summary>A change of a header (<c>headerManipulation</c>, <c>claimsToHeaders</c>, <c>keepToken</c>).</summary>
    Header,

    /// <summary>The decision.</summary>
    Decision,
}
