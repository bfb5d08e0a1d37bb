using System.Text.Json;
using LlmPolicy.Explaining;

namespace LlmPolicy.Replay;

/// <summary>Which headers, parameters and claims a policy's records keep: those that it reads, and never what may be a credential.</summary>
internal sealed class KeptFields
{
    /// <summary>What every policy reads: framing, upgrades, what a body is, and who is in front.</summary>
    private static readonly string[] AlwaysRead =
    [
        "connection", "content-encoding", "content-length", "content-type", "expect", "te", "transfer-encoding", "upgrade", "x-amz-target", "x-forwarded-for", "x-forwarded-proto",
    ];

    private static readonly IReadOnlyList<string>[] AlwaysClaimed = [["iss"], ["aud"], ["exp"], ["nbf"]];

    private static readonly string[] CredentialHeaders =
    [
        "authorization", "proxy-authorization", "cookie", "api-key", "x-api-key", "x-goog-api-key", "x-amz-security-token", "ocp-apim-subscription-key", "x-auth-token", "x-access-token",
    ];

    private static readonly string[] CredentialParameters =
    [
        "access_token", "id_token", "token", "auth", "key", "api_key", "api-key", "apikey", "subscription-key", "password", "client_secret", "sig", "signature",
        "x-amz-credential", "x-amz-signature", "x-amz-security-token", "x-goog-signature",
    ];

    private readonly HashSet<string> _headers;
    private readonly HashSet<string> _credentialHeaders;
    private readonly HashSet<string> _changed;
    private readonly KeptTarget _target;

    /// <param name="policies">The policies that may ask: the one in force, and a candidate.</param>
    public KeptFields(IReadOnlyList<CompiledPolicy> policies)
    {
        _credentialHeaders = new(CredentialHeaders.Concat(policies.SelectMany(policy => policy.Reads.TokenHeaders)), StringComparer.OrdinalIgnoreCase);
        _target = new KeptTarget(
            policies.SelectMany(policy => policy.Reads.Parameters).ToHashSet(StringComparer.Ordinal),
            CredentialParameters.Concat(policies.SelectMany(policy => policy.Reads.TokenParameters)).ToHashSet(StringComparer.OrdinalIgnoreCase));
        _changed = new(policies.SelectMany(policy => policy.Reads.ChangedHeaders).Except(_credentialHeaders, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        _headers = new(AlwaysRead.Concat(policies.SelectMany(policy => policy.Reads.Headers)).Except(_credentialHeaders, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
        Asked = new ReplayAsked(
            [.. _headers.Order(StringComparer.Ordinal)],
            [.. AlwaysClaimed.Concat(policies.SelectMany(policy => policy.Reads.Claims)).DistinctBy(path => string.Join('\0', path))]);
    }

    public ReplayAsked Asked { get; }

    /// <summary>The target with the values that are read, without a user in front of the host.</summary>
    public string OfTarget(string target) => _target.Of(target);

    /// <summary>The lines of headers that are read, and of those that are changed that they were there.</summary>
    public IReadOnlyList<ReplayHeader> OfHeaders(IReadOnlyList<HeaderField> headers) =>
    [
        .. from header in headers
           let isRead = _headers.Contains(header.Name)
           where isRead || _changed.Contains(header.Name)
           select new ReplayHeader(header.Name, isRead ? CallerText.WithoutKeys(header.Value) : ReplayRecord.Masked),
    ];

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
        request.Headers.Any(header => _credentialHeaders.Contains(header.Name)) || _target.HasCredential(request.Target);

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
}
