using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace LlmPolicy.Options;

/// <summary>Reads <c>LlmPolicy:Audit</c>.</summary>
internal static class AuditSection
{
    public static void Read(IConfigurationSection section, LlmPolicyOptions options)
    {
        foreach (var child in section.GetChildren())
        {
            if (child.Key.Equals("HashKey", StringComparison.OrdinalIgnoreCase))
            {
                options.Audit.HashKey = child.Value;
            }
            else if (child.Key.Equals("Subjects", StringComparison.OrdinalIgnoreCase) && child.Value is "hashed" or "plain")
            {
                options.Audit.Subjects = child.Value == "plain" ? AuditSubjects.Plain : AuditSubjects.Hashed;
            }
            else if (child.Key.Equals("Sample", StringComparison.OrdinalIgnoreCase))
            {
                Sample(child, options);
            }
            else if (child.Key.Equals("Replay", StringComparison.OrdinalIgnoreCase))
            {
                options.Audit.Replay = child.Value;
            }
            else if (child.Key.Equals("ReplayMaxBytes", StringComparison.OrdinalIgnoreCase) && long.TryParse(child.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long bytes))
            {
                options.Audit.ReplayMaxBytes = bytes;
            }
            else
            {
                options.BindingErrors.Add($"{child.Path}: HashKey, Subjects (hashed or plain), Sample, Replay or ReplayMaxBytes (a number) is expected.");
            }
        }
    }

    private static void Sample(IConfigurationSection section, LlmPolicyOptions options)
    {
        foreach (var child in section.GetChildren())
        {
            bool isRate = double.TryParse(child.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate);
            if (isRate && child.Key.Equals("Allowed", StringComparison.OrdinalIgnoreCase))
            {
                options.Audit.Sample.Allowed = rate;
            }
            else if (isRate && child.Key.Equals("Refused", StringComparison.OrdinalIgnoreCase))
            {
                options.Audit.Sample.Refused = rate;
            }
            else
            {
                options.BindingErrors.Add($"{child.Path}: Allowed and Refused, each a number from 0 to 1, are expected.");
            }
        }
    }
}
