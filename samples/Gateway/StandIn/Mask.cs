namespace LlmPolicy.Samples.Gateway.StandIn;

/// <summary>Shows that a credential is there, and which kind, without the credential.</summary>
internal static class Mask
{
    private static readonly string[] Words = ["authorization", "key", "token", "secret", "cookie", "password"];

    public static string Header(string name, string value)
    {
        if (!IsCredential(name))
        {
            return value;
        }

        // "Bearer hf_..., Bearer eyJ...": two credentials on one line must both be seen.
        return string.Join(", ", value.Split(',', StringSplitOptions.TrimEntries).Select(Credential));
    }

    public static string Query(string target)
    {
        int start = target.IndexOf('?', StringComparison.Ordinal) + 1;
        return start == 0 ? target : target[..start] + string.Join('&', target[start..].Split('&').Select(Parameter));
    }

    private static string Parameter(string parameter) =>
        parameter.Split('=', 2) is [var name, _] && IsCredential(name) ? $"{name}=***" : parameter;

    private static string Credential(string value)
    {
        int space = value.IndexOf(' ', StringComparison.Ordinal) + 1;
        string secret = value[space..];
        return value[..space] + (secret.Length > 8 ? secret[..3] : "") + "***";
    }

    private static bool IsCredential(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
