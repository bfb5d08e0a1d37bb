using System.Text.Json;
using LlmPolicy.Json;

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

        if (path is not [JwtNamespace, var provider, .. var names] || names.Length == 0)
        {
            return _ => null;
        }

        var claim = new ClaimPath(names);
        return context => Find(context, provider, claim);
    }

    /// <summary>The claim that the command shows; null where it shows another one's metadata.</summary>
    public static IReadOnlyList<string>? PathOf(string argument) => argument.Split(':') is [JwtNamespace, _, .. { Length: > 0 } names] ? names : null;

    private static string? Find(TemplateContext context, string provider, ClaimPath claim)
    {
        var caller = context.Exchange.Callers.LastOrDefault(c => provider == AnyProvider || c.Provider == provider);
        return caller is not null && claim.Find(caller.Payload) is { } value ? ToText(value) : null;
    }

    private static string ToText(JsonElement value) =>
        ClaimText.ToBytes(value.ValueKind == JsonValueKind.String ? value.GetString()! : ProtobufJson.Write(value));
}
