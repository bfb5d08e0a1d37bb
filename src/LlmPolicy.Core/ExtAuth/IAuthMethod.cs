using LlmPolicy.Exchanges;

namespace LlmPolicy.ExtAuth;

/// <summary>One of an AuthConfig's <c>configs</c>, compiled.</summary>
internal interface IAuthMethod
{
    /// <summary>What it is called (<c>name</c>, or <c>config_N</c>).</summary>
    string Name { get; }

    /// <summary>What is asked for, in words: <c>an API key of 3</c>.</summary>
    string Words { get; }

    /// <summary>The header that it looks at, and that goes no further; null for none.</summary>
    string? CredentialHeader { get; }

    /// <summary>The headers that it makes.</summary>
    IEnumerable<string> MadeHeaders { get; }

    /// <summary>Where it is written.</summary>
    SourcePosition Position { get; }

    AuthVerdict Check(Exchange exchange);
}

/// <summary>A config's answer.</summary>
internal readonly record struct AuthVerdict
{
    private AuthVerdict(AuthGrant? grant, Refusal? refusal, PolicyNeed? need) => (Grant, Refusal, Need) = (grant, refusal, need);

    /// <summary>What comes of it; null where it did not pass.</summary>
    public AuthGrant? Grant { get; }

    public Refusal? Refusal { get; }

    public PolicyNeed? Need { get; }

    public static AuthVerdict Pass(AuthGrant grant) => new(grant, null, null);

    public static AuthVerdict Refuse(Refusal refusal) => new(null, refusal, null);

    public static AuthVerdict Ask(PolicyNeed need) => new(null, null, need);
}
