using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmPolicy.Tool.Tokens;

/// <summary>Claims to be signed.</summary>
internal sealed class ClaimSet
{
    private readonly JsonObject _claims;

    private ClaimSet(JsonObject claims) => _claims = claims;

    /// <exception cref="UsageException">It is no JSON object.</exception>
    public static ClaimSet Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject claims
                ? new ClaimSet(claims)
                : throw new UsageException("--claims: a JSON object is expected.");
        }
        catch (JsonException)
        {
            throw new UsageException("--claims: this is not JSON. A file is named by @FILE.");
        }
    }

    public void Set(string claim, string? value)
    {
        if (value is not null)
        {
            _claims[claim] = value;
        }
    }

    public void Set(string claim, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            _claims[claim] = values.Count == 1 ? values[0] : new JsonArray([.. values.Select(value => JsonValue.Create(value))]);
        }
    }

    /// <summary><c>iat</c> and <c>exp</c> (RFC 7519, 4.1), unless they are there.</summary>
    /// <param name="now">When the token is made.</param>
    /// <param name="lifetime">How long it is good for; null for ever.</param>
    public void SetTimes(DateTimeOffset now, TimeSpan? lifetime)
    {
        _claims.TryAdd("iat", now.ToUnixTimeSeconds());
        if (lifetime is { } time)
        {
            _claims.TryAdd("exp", (now + time).ToUnixTimeSeconds());
        }
    }

    public string ToJson() => _claims.ToJsonString();
}
