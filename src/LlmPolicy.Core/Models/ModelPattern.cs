namespace LlmPolicy.Models;

/// <summary>
/// Which models a rule means: a name in which <c>*</c> stands for any number of characters, slashes and colons among them. Nothing else is special, case counts, and
/// the whole name has to fit. <c>*</c> alone is any model; an empty pattern is none.
/// </summary>
internal sealed class ModelPattern
{
    private readonly string[] _pieces;

    /// <param name="text">The pattern as it is written.</param>
    public ModelPattern(string text)
    {
        Text = text;
        _pieces = text.Split('*');
    }

    /// <summary>The pattern as it is written.</summary>
    public string Text { get; }

    public bool IsMatch(string name)
    {
        string first = _pieces[0];
        string last = _pieces[^1];
        if (_pieces.Length == 1)
        {
            return name.Length > 0 && name == Text;
        }

        if (name.Length < first.Length + last.Length || !name.StartsWith(first, StringComparison.Ordinal) || !name.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        var middle = name.AsSpan(first.Length, name.Length - first.Length - last.Length);
        foreach (string piece in _pieces.AsSpan(1, _pieces.Length - 2))
        {
            int at = middle.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            middle = middle[(at + piece.Length)..];
        }

        return true;
    }

    /// <summary>Whether some name fits both.</summary>
    public bool Overlaps(ModelPattern other)
    {
        if (Text.Length == 0 || other.Text.Length == 0)
        {
            return false;
        }

        // Row i, column j: whether some text fits what is left of both from there on.
        bool[] below = new bool[other.Text.Length + 1];
        for (int i = Text.Length; i >= 0; i--)
        {
            bool[] row = new bool[below.Length];
            for (int j = other.Text.Length; j >= 0; j--)
            {
                char? mine = i < Text.Length ? Text[i] : null;
                char? its = j < other.Text.Length ? other.Text[j] : null;
                row[j] = (mine, its) switch
                {
                    (null, null) => true,
                    ('*', _) => below[j] || (its is not null && row[j + 1]),
                    (_, '*') => row[j + 1] || (mine is not null && below[j]),
                    _ => mine == its && below[j + 1],
                };
            }

            below = row;
        }

        return below[0];
    }

    /// <summary>What it means, in words.</summary>
    public string Words => _pieces switch
    {
        [""] => "no model",
        [_] => $"the model {Text}",
        ["", ""] => "any model",
        [var first, ""] => $"models that begin with {first}",
        ["", var last] => $"models that end with {last}",
        _ => $"models like {Text}",
    };

    public override string ToString() => Text;
}
