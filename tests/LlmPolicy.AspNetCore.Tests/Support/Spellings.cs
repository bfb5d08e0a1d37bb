using System.Globalization;

namespace LlmPolicy.AspNetCore.Tests.Support;

/// <summary>Ways in which attackers write a path that is still taken for the one they mean. Seeded, so that a finding comes again.</summary>
internal sealed class Spellings(Random random)
{
    private static readonly string[] Detours = ["/.", "/x/..", "/%2e", "/x/%2e%2e", "/x/.%2E", "/", "/x%2f..", "/..", "/x\\..", "/..;", "/.;x", "/%252e"];

    private static readonly string[] Slashes = ["//", "%2f", "%2F", "\\", "%5c", "/%2f", "///", "%252f", "/;/"];

    private static readonly string[] Ends = ["/", "//", "/.", "/..", "%20", "%09", "%00", "?", "?x", "#", ";x", ".", "%2f", "/%2e", "%3f", "\\", ".json", "%0d%0a"];

    private static readonly string[] Starts = ["/", "/.", "/x/..", "http://app", "HTTP://APP", "http://other", "//app", "\\", "/%2e%2e", "/x/%2E./"];

    public string Of(string path)
    {
        string target = path;
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            target = Change(target);
        }

        return target;
    }

    private string Change(string path) => random.Next(10) switch
    {
        0 or 1 => At(path, c => char.IsUpper(c) ? char.ToLowerInvariant(c).ToString() : char.ToUpperInvariant(c).ToString()),
        2 => path.ToUpperInvariant(),
        3 or 4 => At(path, c => c == '/' ? "/" : Escape(c)),
        5 => At(path, c => c == '/' ? "/" : "%25" + Escape(c)[1..]),
        6 => AtSlash(path, Slashes[random.Next(Slashes.Length)]),
        7 => AtSlash(path, Detours[random.Next(Detours.Length)] + "/"),
        8 => path + Ends[random.Next(Ends.Length)],
        _ => Starts[random.Next(Starts.Length)] + path,
    };

    private string Escape(char c) =>
        "%" + ((int)c).ToString(random.Next(2) == 0 ? "x2" : "X2", CultureInfo.InvariantCulture);

    private string At(string path, Func<char, string> change)
    {
        int i = random.Next(path.Length);
        return path[..i] + change(path[i]) + path[(i + 1)..];
    }

    private string AtSlash(string path, string instead)
    {
        int[] slashes = [.. Enumerable.Range(0, path.Length).Where(i => path[i] == '/')];
        if (slashes.Length == 0)
        {
            return path;
        }

        int at = slashes[random.Next(slashes.Length)];
        return path[..at] + instead + path[(at + 1)..];
    }
}
