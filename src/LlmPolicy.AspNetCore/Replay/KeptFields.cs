using System.Text.Json;
using System.Text.RegularExpressions;

namespace LlmPolicy.Replay;

/// <summary>Which headers, parameters and claims a policy's records keep: those that it reads, and never what may be a credential.</summary>
internal sealed partial class KeptFields
{
    /// <summary>What every policy reads: framing, upgrades, what a body is, and who is in front.</summary>
    private static readonly string[] AlwaysRead =
    [
        "connection", "content-encoding", "content-length", "content-type", "expect", "te", "transfer-encoding", "upgrade", "x-amz-target", "x-forwarded-for", "x-forwarded-proto",
    ];

    private static readonly IReadOnlyList<string>[] AlwaysClaimed = [["iss"], ["aud"], ["exp"], ["nbf"]];

    private static readonly string[] CredentialHeaders = ["authorization", "proxy-authorization", "cookie", "api-key", "x-api-key", "x-goog-api-key", "x-amz-security-token"];

    private static readonly string[] CredentialParameters =
        ["access_token", "token", "key", "api_key", "api-key", "apikey", "sig", "signature", "x-amz-credential", "x-amz-signature", "x-amz-security-token"];

    private readonly HashSet<string> _headers;
    private readonly HashSet<string> _credentialHeaders;
    private readonly HashSet<string> _credentialParameters;

    /// <param name="policies">The policies that may ask: the one in force, and a candidate.</param>
    public KeptFields(IReadOnlyList<CompiledPolicy> policies)
    {
        _credentialHeaders = new(CredentialHeaders.Concat(policies.SelectMany(policy => policy.Reads.TokenHeaders)), StringComparer.OrdinalIgnoreCase);
        _credentialParameters = new(CredentialParameters.Concat(policies.SelectMany(policy => policy.Reads.TokenParameters)), StringComparer.OrdinalIgnoreCase);
        _headers = new(AlwaysRead.Concat(policies.SelectMany(policy => policy.Reads.Headers)).Except(_credentialHeaders, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        Asked = new ReplayAsked(
            [.. _headers.Order(StringComparer.Ordinal)],
            [.. AlwaysClaimed.Concat(policies.SelectMany(policy => policy.Reads.Claims)).DistinctBy(path => string.Join('\0', path))]);
    }

    public ReplayAsked Asked { get; }

    /// <summary>The target without parameters that may be credentials, and without a user in front of the host.</summary>
    public string OfTarget(string target)
    {
        target = UserInfo().Replace(target, "$1");
        int query = target.IndexOf('?', StringComparison.Ordinal);
        if (query < 0)
        {
            return target;
        }

        string[] parts = target[(query + 1)..].Split('&');
        string[] kept = [.. parts.Where(part => !_credentialParameters.Contains(Uri.UnescapeDataString(part.Split('=')[0].Replace('+', ' '))))];
        return kept.Length == parts.Length ? target : kept.Length == 0 ? target[..query] : $"{target[..query]}?{string.Join('&', kept)}";
    }

    public IReadOnlyList<ReplayHeader> OfHeaders(IReadOnlyList<HeaderField> headers) =>
        [.. headers.Where(header => _headers.Contains(header.Name)).Select(header => new ReplayHeader(header.Name, header.Value))];

    /// <summary>The claims that are asked for, of an object what is asked of it.</summary>
    public JsonElement OfClaims(JsonElement claims)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            Write(json, claims, [.. Asked.Claims.Select(path => path.ToArray().AsMemory())]);
        }

        return JsonElement.Parse(text.ToArray());
    }

    /// <summary>Whether something of a request may be a token.</summary>
    public bool MayHoldToken(PolicyRequest request) =>
        request.Headers.Any(header => _credentialHeaders.Contains(header.Name)) || OfTarget(request.Target) != request.Target;

    private static void Write(Utf8JsonWriter json, JsonElement value, ReadOnlyMemory<string>[] paths)
    {
        // What is no object is asked for what it is in its place.
        if (value.ValueKind != JsonValueKind.Object || paths.Any(path => path.IsEmpty))
        {
            value.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var member in value.EnumerateObject())
        {
            ReadOnlyMemory<string>[] inner = [.. paths.Where(path => path.Span[0] == member.Name).Select(path => path[1..])];
            if (inner.Length > 0)
            {
                json.WritePropertyName(member.Name);
                Write(json, member.Value, inner);
            }
        }

        json.WriteEndObject();
    }

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();
}
