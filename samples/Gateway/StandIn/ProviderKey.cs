namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>A provider's own door: no key, no answer. Any key will do here, a caller's JWT will not.</summary>
internal static class ProviderKey
{
    private static readonly string[] KeyHeaders = ["x-api-key", "api-key", "x-goog-api-key"];

    public static Task RequireAsync(HttpContext context, RequestDelegate next) =>
        Holds(context.Request.Headers) ? next(context) : Reply.ErrorAsync(context, 401, "Invalid username or password.");

    private static bool Holds(IHeaderDictionary headers)
    {
        if (KeyHeaders.Any(headers.ContainsKey))
        {
            return true;
        }

        string[] authorization = headers.Authorization.ToString().Split(' ', 2);
        return authorization is ["Bearer", var key] && key.Length > 0 && !key.StartsWith("eyJ", StringComparison.Ordinal);
    }
}
