using System.Text.RegularExpressions;

namespace LlmPolicy.Models;

/// <summary>What may be a model's name.</summary>
internal static partial class ModelName
{
    /// <summary>One name: not empty, without control characters, white space around it, or a comma, at which some gateways split.</summary>
    public static bool IsOne(string name)
    {
        if (name.Length == 0 || char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (char.IsControl(c) || c == ',')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name without the resource's path in front of it, which is <paramref name="lead"/>: <c>models/x</c>, <c>projects/p/locations/l/publishers/google/models/x</c>.</summary>
    public static string WithoutResource(string name, out string lead)
    {
        lead = Resource().Match(name).Value;
        return name[lead.Length..];
    }

    [GeneratedRegex("^(?:(?:projects/[^/]+/locations/[^/]+/)?publishers/google/)?models/", RegexOptions.ExplicitCapture)]
    private static partial Regex Resource();
}
