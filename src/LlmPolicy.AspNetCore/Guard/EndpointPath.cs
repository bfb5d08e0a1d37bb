using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace LlmPolicy.Guard;

/// <summary>An endpoint's canonical path: the pattern's literals as the developer wrote them, the request's values between. Decoded.</summary>
internal static class EndpointPath
{
    public static string Of(RoutePattern pattern, RouteValueDictionary values)
    {
        StringBuilder path = new();
        foreach (var segment in pattern.PathSegments)
        {
            int start = path.Length;
            path.Append('/');
            foreach (var part in segment.Parts)
            {
                if (Append(path, part, values))
                {
                    continue;
                }
                // An optional parameter without a value takes its slash (or its dot) with it.
                path.Length = segment.IsSimple ? start : path.Length - 1;
                return path.Length == 0 ? "/" : path.ToString();
            }
        }

        return path.Length == 0 ? "/" : path.ToString();
    }

    /// <summary>Whether the pattern is written with a slash at its end. Routing serves it with and without; so does the <c>/</c> of a group.</summary>
    public static bool EndsInSlash(RoutePattern pattern) => pattern.PathSegments.Count > 0 && pattern.RawText?.EndsWith('/') == true;

    private static bool Append(StringBuilder path, RoutePatternPart part, RouteValueDictionary values)
    {
        if (part is RoutePatternParameterPart parameter)
        {
            string? value = Convert.ToString(values[parameter.Name], CultureInfo.InvariantCulture);
            path.Append(value);
            return parameter.IsCatchAll || !string.IsNullOrEmpty(value);
        }

        path.Append(part is RoutePatternLiteralPart literal ? literal.Content : ((RoutePatternSeparatorPart)part).Content);
        return true;
    }
}
