using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using LlmPolicy.Explaining;

namespace LlmPolicy.Dashboard;

/// <summary>A piece of HTML. It is made of interpolated strings alone, and what stands in their holes is encoded, unless it is a piece itself: text can't become markup.</summary>
internal readonly struct Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>Nothing.</summary>
    public static Html Empty => default;

    /// <summary>The piece.</summary>
    public static Html Of(Markup markup) => new(markup.ToString());

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces.Select(piece => piece._markup)));

    /// <summary>The markup.</summary>
    public override string ToString() => _markup ?? "";

    /// <summary>What the compiler makes of an interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _markup = new(literalLength + (32 * formattedCount));

        public void AppendLiteral(string markup) => _markup.Append(markup);

        public void AppendFormatted(Html piece) => _markup.Append(piece._markup);

        public void AppendFormatted(string? text) => _markup.Append(Encoder.Encode(Printable.Of(text ?? "")));

        public void AppendFormatted<T>(T value)
        {
            if (value is not IEnumerable<Html> pieces)
            {
                AppendFormatted(Convert.ToString(value, CultureInfo.InvariantCulture));
                return;
            }

            foreach (var piece in pieces)
            {
                _markup.Append(piece._markup);
            }
        }

        public override string ToString() => _markup.ToString();
    }
}
