using System.Security.Cryptography;
using System.Text;
using LlmPolicy.Jwt.Tokens;

namespace LlmPolicy.Jwt;

/// <summary>A token that was verified: by which provider's keys, whose it is, and when it holds (in seconds; 0: no bound).</summary>
internal sealed class VerifiedToken
{
    /// <summary>The objects, the entry, and what is noted of the caller at eight routes of some dozen policies each.</summary>
    private const int Overhead = 1024;

    private readonly ReadOnlyMemory<char> _sent;
    private readonly Range _signed;

    /// <summary>The list that the token was last found not to be on.</summary>
    private RevokedTokens _notOn = RevokedTokens.None;

    public VerifiedToken(in JwtToken token, ProviderPolicy provider, KeySet keys)
    {
        _sent = token.Text;
        _signed = ..token.PayloadPart.End;
        (Provider, Keys, NotBefore, Expires) = (provider, keys, token.Claims.NotBefore, token.Claims.Expires);
        (Finding, HasOneSpelling) = (token.Finding, token.HasOneSpelling);
        Caller = new VerifiedCaller(provider.Name, token.Claims.Payload);
    }

    private VerifiedToken(VerifiedToken token)
    {
        _sent = token._sent.ToString().AsMemory();
        (_signed, Provider, Keys, NotBefore, Expires, HasOneSpelling) = (token._signed, token.Provider, token.Keys, token.NotBefore, token.Expires, token.HasOneSpelling);
        Caller = token.Caller.ToKnown();
        Bytes = Overhead + (sizeof(char) * _sent.Length) + Caller.Payload.Length + ClaimsBytes(Caller.Payload);
        _notOn = token._notOn;
    }

    /// <summary>The token's text.</summary>
    public ReadOnlySpan<char> Text => _sent.Span;

    /// <summary>Its key among the tokens of a stage.</summary>
    public TokenKey KeyOf(JwtRequirement requirement) => new(_sent, requirement);

    /// <summary>The provider that accepted it.</summary>
    public ProviderPolicy Provider { get; }

    /// <summary>The provider's keys then.</summary>
    public KeySet Keys { get; }

    /// <summary>Whose it is.</summary>
    public VerifiedCaller Caller { get; }

    /// <summary><c>nbf</c>.</summary>
    public ulong NotBefore { get; }

    /// <summary><c>exp</c>.</summary>
    public ulong Expires { get; }

    /// <inheritdoc cref="JwtToken.Finding"/>
    public StrictnessFinding? Finding { get; }

    /// <inheritdoc cref="JwtToken.HasOneSpelling"/>
    public bool HasOneSpelling { get; }

    /// <summary>The memory that a kept one takes at the most, in bytes, once an app has read its claims.</summary>
    public int Bytes { get; }

    /// <summary>The same, to be kept: its text is a string of its own, which keeps no header line alive.</summary>
    public VerifiedToken ToKept() => new(this);

    /// <summary>Whether the token is on a list. One that it is not on is not searched again.</summary>
    public bool IsRevoked(RevokedTokens revoked)
    {
        if (Volatile.Read(ref _notOn) == revoked)
        {
            return false;
        }

        if (revoked.Contains(Caller) || (revoked.HasHashes && (revoked.Contains(Hash(Text)) || revoked.Contains(Hash(Text[_signed])))))
        {
            return true;
        }

        Volatile.Write(ref _notOn, revoked);
        return false;
    }

    /// <summary>Empty by design: a token is a secret.</summary>
    public override string ToString() => "";

    private static string Hash(ReadOnlySpan<char> text)
    {
        byte[] bytes = new byte[text.Length];
        Encoding.Latin1.GetBytes(text, bytes);
        return Convert.ToHexString(SHA256.HashData(bytes));
    }

    /// <summary>A JsonDocument has the text once more, and 12 bytes for each name, value, beginning and end.</summary>
    private static int ClaimsBytes(ReadOnlySpan<byte> json)
    {
        int openings = json.Count((byte)'{') + json.Count((byte)'[');
        return json.Length + (12 * (1 + json.Count((byte)',') + json.Count((byte)':') + (2 * openings)));
    }
}
