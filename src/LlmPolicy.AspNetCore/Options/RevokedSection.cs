using Microsoft.Extensions.Configuration;

namespace LlmPolicy.Options;

/// <summary>Reads <c>LlmPolicy:Revoked</c>.</summary>
internal static class RevokedSection
{
    private static readonly string[] Known = ["Provider", "Claim", "Value", "Sha256"];

    public static void Read(IConfigurationSection list, LlmPolicyOptions options)
    {
        foreach (var item in list.GetChildren())
        {
            if (Problem(item) is { } problem)
            {
                options.BindingErrors.Add($"{item.Path}: {problem}");
            }
            else
            {
                options.Revoked.Add(item["Sha256"] is { } hash ? RevokedToken.BySha256(hash) : RevokedToken.ByClaim(item["Provider"]!, item["Claim"]!, item["Value"]!));
            }
        }
    }

    private static string? Problem(IConfigurationSection item)
    {
        if (item.GetChildren().FirstOrDefault(child => !Known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            return $"unknown key {unknown.Key}. Known are {string.Join(", ", Known)}.";
        }

        if (item["Sha256"] is { } hash)
        {
            return item.GetChildren().Count() > 1 ? "Sha256 stands alone: it names one token."
                : hash.Length == 64 && hash.All(char.IsAsciiHexDigit) ? null
                : "Sha256: 64 hexadecimal digits are expected.";
        }

        return string.IsNullOrEmpty(item["Provider"]) || string.IsNullOrEmpty(item["Claim"]) || item["Value"] is null
            ? "Provider, Claim and Value are expected, or Sha256."
            : null;
    }
}
