using System.Text;

namespace LlmPolicy.Asking;

/// <summary>A line of curl: of its options those that say what is sent. Those that say how are passed over; any other is a problem, so that nothing is left out in silence.</summary>
internal sealed class CurlCommand
{
    /// <summary>Options that change nothing of what is sent.</summary>
    private static readonly HashSet<string> Passed = new(StringComparer.Ordinal)
    {
        "-i", "--include", "-s", "--silent", "-S", "--show-error", "-v", "--verbose", "-k", "--insecure", "-L", "--location", "-N", "--no-buffer", "-f", "--fail", "--fail-with-body",
        "-g", "--globoff", "-#", "--progress-bar", "--compressed", "--http1.1", "--http2", "--http2-prior-knowledge", "--path-as-is", "-4", "--ipv4", "-6", "--ipv6",
    };

    /// <summary>Those of them with a value.</summary>
    private static readonly HashSet<string> PassedWithValue = new(StringComparer.Ordinal)
    {
        "-o", "--output", "-w", "--write-out", "-m", "--max-time", "--connect-timeout", "--retry", "--resolve", "--connect-to", "--cacert", "-E", "--cert", "--key", "-x", "--proxy", "-D", "--dump-header",
    };

    private readonly List<HeaderField> _headers = [];
    private readonly List<string> _data = [];
    private string? _method;
    private string? _url;
    private bool _isJson;
    private bool _asQuery;

    private CurlCommand()
    {
    }

    public static bool IsOne(string text) => text.StartsWith("curl", StringComparison.Ordinal) && (text.Length == 4 || char.IsWhiteSpace(text[4]));

    /// <summary>Reads a line.</summary>
    /// <param name="command">The line, which begins with <c>curl</c>.</param>
    /// <param name="problem">Why it is no request, in words that hold no value of it; empty where it is.</param>
    public static WrittenRequest? Read(string command, out string problem)
    {
        if (ShellWords.Split(command, out problem) is not { } words)
        {
            return null;
        }

        CurlCommand curl = new();
        problem = curl.Take(words);
        return problem.Length == 0 ? curl.ToRequest(out problem) : null;
    }

    private string Take(List<string> words)
    {
        for (int i = 1; i < words.Count; i++)
        {
            string word = words[i];
            string? value = null;
            if (word.StartsWith("--", StringComparison.Ordinal))
            {
                int equals = word.IndexOf('=', StringComparison.Ordinal);
                (word, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
            }
            else if (word is ['-', _, _, ..])
            {
                // Short ones in one word: -sS, -XPOST.
                if (Passed.Contains(word[..2]))
                {
                    words[i--] = $"-{word[2..]}";
                    continue;
                }

                (word, value) = (word[..2], word[2..]);
            }
            else if (!word.StartsWith('-'))
            {
                _url ??= word;
                continue;
            }

            if (Passed.Contains(word))
            {
                continue;
            }

            if (value is null && HasValue(word))
            {
                if (++i == words.Count)
                {
                    return $"{Named(word)} has no value.";
                }

                value = words[i];
            }

            if (Take(word, value ?? "") is { Length: > 0 } problem)
            {
                return problem;
            }
        }

        return "";
    }

    private static bool HasValue(string option) => option is not ("-I" or "--head" or "-G" or "--get");

    private string Take(string option, string value)
    {
        switch (option)
        {
            case "-X" or "--request":
                _method = value;
                return "";
            case "--url":
                _url = value;
                return "";
            case "-I" or "--head":
                _method ??= "HEAD";
                return "";
            case "-G" or "--get":
                _asQuery = true;
                return "";
            case "-H" or "--header":
                return Add(value, "-H is no header: NAME: VALUE is expected.");
            case "-A" or "--user-agent":
                return Add($"User-Agent: {value}", "");
            case "-e" or "--referer":
                return Add($"Referer: {value}", "");
            case "-b" or "--cookie":
                return Add($"Cookie: {value}", "");
            case "-u" or "--user":
                return Add($"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}", "");
            case "--oauth2-bearer":
                return Add($"Authorization: Bearer {value}", "");
            case "--json" or "-d" or "--data" or "--data-ascii" or "--data-binary" when value.StartsWith('@'):
                return $"{option} reads a file, which is not here: paste what is in it.";
            case "--json":
                _isJson = true;
                _data.Add(value);
                return "";
            case "-d" or "--data" or "--data-ascii" or "--data-binary" or "--data-raw":
                _data.Add(value);
                return "";
            default:
                return PassedWithValue.Contains(option) ? "" : $"{Named(option)} of curl is not known here.";
        }
    }

    /// <summary>An option by its name, where it is one; anything else may be a piece of a token.</summary>
    private static string Named(string option) => option.Length <= 24 && option.All(c => char.IsAsciiLetter(c) || c == '-') ? $"The option {option}" : "An option";

    private string Add(string line, string problem)
    {
        if (PastedRequest.Header(line) is not { } header)
        {
            return problem;
        }

        _headers.Add(header);
        return "";
    }

    private WrittenRequest? ToRequest(out string problem)
    {
        problem = "";
        string address = _url is null || _url.Contains("://", StringComparison.Ordinal) ? _url ?? "" : $"http://{_url}";
        if (RequestUrl.Parse(address) is not { } url)
        {
            problem = "There is no URL in it, or none of http or https.";
            return null;
        }

        string body = string.Join(_isJson ? "" : "&", _data);
        if (_asQuery && body.Length > 0)
        {
            url = url with { Target = $"{url.Target}{(url.Target.Contains('?') ? '&' : '?')}{body}" };
            body = "";
        }

        bool hasBody = _data.Count > 0 && !_asQuery;
        if (hasBody && !_headers.Exists(header => header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            _headers.Add(new HeaderField("Content-Type", _isJson ? "application/json" : "application/x-www-form-urlencoded"));
        }

        return new WrittenRequest(_method ?? (hasBody ? "POST" : "GET"), url, _headers) { Body = Encoding.UTF8.GetBytes(body) };
    }
}
