using LlmPolicy.Json;

namespace LlmPolicy.Transformations;

/// <summary>A header's value of a transformation: text, <c>{{ header("x") }}</c> and <c>{{ request_header("x") }}</c>, one after another. Nothing else of Inja is known here.</summary>
internal sealed class InjaTemplate
{
    private readonly List<(InjaPart Kind, string Text)> _parts = [];

    private InjaTemplate()
    {
    }

    /// <summary>The headers that it shows.</summary>
    public IEnumerable<string> Headers => _parts.Where(part => part.Kind != InjaPart.Text).Select(part => part.Text);

    /// <summary>The template; null, with <paramref name="error"/>, for what is not known here.</summary>
    public static InjaTemplate? TryParse(string text, out string? error)
    {
        error = null;
        var template = new InjaTemplate();
        for (int i = 0; i < text.Length;)
        {
            int open = text.IndexOf("{{", i, StringComparison.Ordinal);
            string literal = open < 0 ? text[i..] : text[i..open];
            if (literal.Contains("{%", StringComparison.Ordinal) || literal.Contains("{#", StringComparison.Ordinal) || literal.Contains("##", StringComparison.Ordinal))
            {
                error = "statements and comments are not supported";
                return null;
            }

            template.Add(InjaPart.Text, ClaimText.ToBytes(literal));
            if (open < 0)
            {
                break;
            }

            int close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0 || !template.TryAddCall(text[(open + 2)..close].Trim(' ')))
            {
                error = "only header(\"x\") and request_header(\"x\") are supported";
                return null;
            }

            i = close + 2;
        }

        return template;
    }

    /// <summary>The value; a header that is not there is empty.</summary>
    /// <param name="header">A header of the message that is changed.</param>
    /// <param name="requestHeader">A header of the request.</param>
    public string Render(Func<string, string?> header, Func<string, string?> requestHeader) =>
        string.Concat(_parts.Select(part => part.Kind switch
        {
            InjaPart.Header => header(part.Text),
            InjaPart.RequestHeader => requestHeader(part.Text),
            _ => part.Text,
        }));

    private void Add(InjaPart kind, string text)
    {
        if (text.Length > 0)
        {
            _parts.Add((kind, text));
        }
    }

    private bool TryAddCall(string call)
    {
        int open = call.IndexOf('(', StringComparison.Ordinal);
        InjaPart? kind = open < 0 ? null : call[..open].TrimEnd(' ') switch { "header" => InjaPart.Header, "request_header" => InjaPart.RequestHeader, _ => null };
        if (kind is null || !call.EndsWith(')') || call[(open + 1)..^1].Trim(' ') is not ['"', .. { Length: > 0 } name, '"'] || name.AsSpan().ContainsAny('"', '\\'))
        {
            return false;
        }

        Add(kind.Value, name);
        return true;
    }

    private enum InjaPart
    {
        Text,
        Header,
        RequestHeader,
    }
}
