using System.Text;

namespace LlmPolicy.Asking;

/// <summary>A request's address, in the parts that the wire has. Nothing is normalised: a policy decides on what was sent.</summary>
internal sealed record RequestUrl(string Scheme, string Authority, string Target)
{
    public static readonly RequestUrl None = new("http", "localhost", "/");

    /// <summary><c>http://HOST/PATH</c>, <c>https://HOST/PATH</c>, or <c>/PATH</c>; null for anything else.</summary>
    public static RequestUrl? Parse(string text)
    {
        // Beyond ASCII, a client sends UTF-8.
        string url = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
        string[] parts = url.Split("://", 2);
        if (url.StartsWith('/'))
        {
            return None with { Target = url };
        }

        if (parts is not [("http" or "https") and var scheme, var rest])
        {
            return null;
        }

        int end = rest.AsSpan().IndexOfAny('/', '?', '#') is >= 0 and var found ? found : rest.Length;
        string target = rest[end..];
        return end == 0 ? null : new(scheme, rest[..end], target.StartsWith('/') ? target : $"/{target}");
    }
}
