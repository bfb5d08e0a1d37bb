using System.Text;
using LlmPolicy.Exchanges;

namespace LlmPolicy.ExtAuth;

/// <summary><c>apiKeyAuth</c>, compiled: a key in a header, of which there has to be one line.</summary>
internal sealed class ApiKeyMethod : IAuthMethod
{
    private const string Invalid = "API key is missing or invalid";

    private readonly Dictionary<KeyDigest, ApiKey> _keys;
    private readonly byte[]? _hmacKey;
    private readonly Refusal _missing, _unknown, _lacking, _mismatched;

    /// <param name="name">What the config is called.</param>
    /// <param name="header">The header that has the key.</param>
    /// <param name="keys">The keys, each once.</param>
    /// <param name="hmacKey">The secret that makes digests of keys (<c>hmac</c>); null where they are plain SHA-256.</param>
    /// <param name="madeHeaders">The headers that are made of the Secrets' other entries.</param>
    /// <param name="position">Where it is written.</param>
    public ApiKeyMethod(string name, string header, IReadOnlyList<ApiKey> keys, byte[]? hmacKey, IReadOnlyList<string> madeHeaders, SourcePosition position)
    {
        (Name, CredentialHeader, Keys, MadeHeaders, Position, _hmacKey) = (name, header, keys, madeHeaders, position, hmacKey);
        _keys = keys.Concat(keys.Where(key => key.StandIn is not null).Select(key => key with { Digest = KeyDigest.Of(key.StandIn!, hmacKey) })).ToDictionary(key => key.Digest);
        _missing = Refuse(ReasonCodes.ApiKeyMissing);
        _unknown = Refuse(ReasonCodes.ApiKeyUnknown);
        _lacking = Refuse(ReasonCodes.ApiKeyMetadata);
        _mismatched = Refuse(ReasonCodes.ApiKeyMatch);
    }

    public string Name { get; }

    public string CredentialHeader { get; }

    public IEnumerable<string> MadeHeaders { get; }

    public SourcePosition Position { get; }

    /// <summary>The keys, each once.</summary>
    public IReadOnlyList<ApiKey> Keys { get; }

    /// <summary>How many keys there are.</summary>
    public int Count => Keys.Count;

    public string Words => $"an API key of {Count}";

    public AuthVerdict Check(Exchange exchange)
    {
        var lines = exchange.Headers.Lines(CredentialHeader);
        if (!lines.MoveNext() || lines.Current.Length == 0)
        {
            exchange.Findings?.ApiKeyMissing(this);
            return AuthVerdict.Refuse(_missing);
        }

        string shown = lines.Current;
        if (lines.MoveNext())
        {
            // Envoy joins them by commas: to Gloo they are one key, which nobody has.
            exchange.Findings?.ApiKeys(this);
            return AuthVerdict.Refuse(_unknown);
        }

        if (Find(shown) is not { } key)
        {
            exchange.Findings?.ApiKeyUnknown(this);
            return AuthVerdict.Refuse(_unknown);
        }

        if (key.Lacks is not null)
        {
            exchange.Findings?.ApiKeyLacks(this, key);
            return AuthVerdict.Refuse(_lacking);
        }

        if (key.FindMismatch(exchange) is { } header)
        {
            exchange.Findings?.ApiKeyMismatch(this, key, header);
            return AuthVerdict.Refuse(_mismatched);
        }

        exchange.Findings?.ApiKeyFits(this, key);
        return AuthVerdict.Pass(key.Grant);
    }

    /// <summary>The key, by its digest: what is compared tells nothing of how much of a key is right.</summary>
    private ApiKey? Find(string shown)
    {
        // No key of another form is kept.
        if (!Ascii.IsValid(shown))
        {
            return null;
        }

        var digest = KeyDigest.Of(shown, _hmacKey);
        return _keys.TryGetValue(digest, out var key) && key.Digest.FixedTimeEquals(digest) ? key : null;
    }

    private Refusal Refuse(string reason) => new(reason, 401, "", Position) { Challenge = Invalid };
}
