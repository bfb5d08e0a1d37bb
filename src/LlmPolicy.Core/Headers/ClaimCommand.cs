using System.Text.Json;
using LlmPolicy.Jwt;

namespace LlmPolicy.Headers;

/// <summary>
/// <c>%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:principal:claim)%</c>: a verified claim; in place of <c>principal</c>, a provider.
/// Any other metadata is empty.
/// </summary>
internal static class ClaimCommand
{
    private const string JwtNamespace = "envoy.filters.http.jwt_authn";
    private const string AnyProvider = "principal";

    public static Func<TemplateContext, string?>? Create(string argument)
    {
        string[] path = argument.Split(':');
        if (path[0].Length == 0)
        {
            return null;
        }

        return path is [JwtNamespace, var provider, .. var claim] && claim.Length > 0
            ? context => Find(context, provider, claim)
            : _ => null;
    }

    private static string? Find(TemplateContext context, string provider, string[] claim)
    {
        var caller = context.Exchange.Callers.LastOrDefault(c => provider == AnyProvider || c.Provider == provider);
        return caller is not null && ClaimPath.Find(caller.Claims, claim) is { } value ? ToText(value) : null;
    }

    private static string ToText(JsonElement value) =>
        ClaimText.ToBytes(value.ValueKind == JsonValueKind.String ? value.GetString()! : ProtobufJson.Write(value));
}
