namespace LlmPolicy.Tests;

/// <summary>Requests to <c>example.com</c>, as the wire has them.</summary>
internal static class Requests
{
    public static PolicyRequest Get(string target, params (string Name, string Value)[] headers) => Make("GET", target, headers);

    public static PolicyRequest Post(string target, params (string Name, string Value)[] headers) => Make("POST", target, headers);

    public static PolicyRequest WithToken(string token, string target = "/") => Get(target, ("authorization", $"Bearer {token}"));

    public static PolicyRequest Make(string method, string target, (string Name, string Value)[] headers, string authority = "example.com") => new()
    {
        Method = method,
        Target = target,
        Authority = authority,
        Headers = [.. headers.Select(h => new HeaderField(h.Name, h.Value))],
    };

    public static PolicyRequest To(string authority, string target = "/") => Make("GET", target, [], authority);
}
