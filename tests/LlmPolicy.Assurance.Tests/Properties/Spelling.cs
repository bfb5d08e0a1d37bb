using System.Globalization;
using System.Text;
using CsCheck;

namespace LlmPolicy.Assurance.Properties;

/// <summary>
/// How a token's JSON is written: white space before, inside and behind, members in another order, escapes, other forms of numbers, <c>kid</c> and <c>typ</c> there or not. None of it
/// means anything (RFC 8259).
/// </summary>
/// <param name="Seed">Decides where.</param>
/// <param name="Before">Characters of white space before the value.</param>
/// <param name="Inside">How much white space is between what the value is made of; 0 for none.</param>
/// <param name="Behind">Characters of white space behind the value.</param>
/// <param name="Shuffles">Whether members stand in another order.</param>
/// <param name="Escapes">Whether characters are escaped.</param>
/// <param name="Numbers">Whether numbers have fractions and exponents.</param>
internal sealed record Spelling(int Seed, int Before, int Inside, int Behind, bool Shuffles, bool Escapes, bool Numbers)
{
    /// <summary>Compact, in the order given.</summary>
    public static readonly Spelling Plain = new(0, 0, 0, 0, false, false, false);

    /// <summary>Most differ from the plain one in one thing alone: two faults must not hide each other.</summary>
    public static readonly Gen<Spelling> Any = Gen.OneOf(
        Gen.Select(Gen.Int[1, 300], Gen.Int, (before, seed) => Plain with { Before = before, Seed = seed }),
        Gen.Select(Gen.Int[1, 3], Gen.Int, (inside, seed) => Plain with { Inside = inside, Seed = seed }),
        Gen.Select(Gen.Int[1, 40], Gen.Int, (behind, seed) => Plain with { Behind = behind, Seed = seed }),
        Gen.Int.Select(seed => Plain with { Shuffles = true, Seed = seed }),
        Gen.Int.Select(seed => Plain with { Escapes = true, Seed = seed }),
        Gen.Int.Select(seed => Plain with { Numbers = true, Seed = seed }),
        Gen.Select(
            Gen.Int, Gen.Int[0, 40], Gen.Int[0, 3], Gen.Int[0, 40], Gen.Bool, Gen.Bool, Gen.Bool,
            (seed, before, inside, behind, shuffles, escapes, numbers) => new Spelling(seed, before, inside, behind, shuffles, escapes, numbers)));

    /// <summary>The text of a value.</summary>
    public string Write(JsonTree value) => new Writer(this).Write(value);

    private sealed class Writer(Spelling spelling)
    {
        private readonly Random _chance = new(spelling.Seed);
        private readonly StringBuilder _text = new();

        public string Write(JsonTree value)
        {
            Space(spelling.Before);
            Put(value);
            Space(spelling.Behind);
            return _text.ToString();
        }

        private void Put(JsonTree value)
        {
            switch (value)
            {
                case JsonTree.Object { Members: var members }:
                    PutAll('{', spelling.Shuffles ? Shuffled(members) : members, '}', PutMember);
                    break;
                case JsonTree.List { Items: var items }:
                    PutAll('[', items, ']', Put);
                    break;
                case JsonTree.Text { Value: var text }:
                    PutText(text);
                    break;
                case JsonTree.Number { Value: var number }:
                    _text.Append(NumberText(number));
                    break;
                case JsonTree.Flag { Value: var flag }:
                    _text.Append(flag ? "true" : "false");
                    break;
                default:
                    _text.Append("null");
                    break;
            }
        }

        private void PutAll<T>(char open, IEnumerable<T> items, char close, Action<T> put)
        {
            string separator = "";
            _text.Append(open);
            foreach (var item in items)
            {
                _text.Append(separator);
                SpaceInside();
                put(item);
                SpaceInside();
                separator = ",";
            }

            SpaceInside();
            _text.Append(close);
        }

        private void PutMember((string Name, JsonTree Value) member)
        {
            PutText(member.Name);
            SpaceInside();
            _text.Append(':');
            SpaceInside();
            Put(member.Value);
        }

        private void PutText(string text)
        {
            _text.Append('"');
            foreach (var rune in text.EnumerateRunes())
            {
                bool escapes = spelling.Escapes && _chance.Next(3) == 0;
                _text.Append(rune.Value switch
                {
                    '"' or '\\' when !escapes => $"\\{rune}",
                    '/' when escapes => "\\/",
                    '\n' when !escapes => "\\n",
                    < ' ' => Escaped(rune),
                    _ => escapes ? Escaped(rune) : rune.ToString(),
                });
            }

            _text.Append('"');
        }

        /// <summary>Both halves of a character beyond U+FFFF, or none: a half alone is another text.</summary>
        private string Escaped(Rune rune) =>
            string.Concat(rune.ToString().Select(c => _chance.Next(2) == 0 ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}")));

        private string NumberText(long number)
        {
            string digits = number.ToString(CultureInfo.InvariantCulture);
            return (spelling.Numbers ? _chance.Next(6) : 0) switch
            {
                0 => digits,
                1 => $"{digits}.0",
                2 => $"{digits}.000E0",
                3 => number == 0 ? "0e7" : $"{digits}0e-1",
                4 => number == 0 ? "0E-3" : $"{digits}000E-3",
                _ => digits.Length > 1 && number > 0 ? $"{digits[0]}.{digits[1..]}e+{digits.Length - 1}" : $"{digits}e0",
            };
        }

        private void SpaceInside() => Space(spelling.Inside == 0 ? 0 : _chance.Next(spelling.Inside + 1));

        private void Space(int count)
        {
            for (; count > 0; count--)
            {
                _text.Append(" \t\r\n"[_chance.Next(4)]);
            }
        }

        private T[] Shuffled<T>(IReadOnlyList<T> items)
        {
            T[] shuffled = [.. items];
            _chance.Shuffle(shuffled);
            return shuffled;
        }
    }
}
