using LlmPolicy.ExtAuth;

namespace LlmPolicy.Compilation;

/// <summary>Reads <c>booleanExpr</c>: names, <c>!</c>, <c>&amp;&amp;</c>, <c>||</c> and brackets. <c>!</c> binds closest, <c>&amp;&amp;</c> before <c>||</c>.</summary>
internal sealed class BooleanExpression
{
    /// <summary>The most configs that one names, each as often as it is named.</summary>
    public const int MostTerms = 64;

    private const int Deepest = 64;

    private readonly string _text;
    private readonly IReadOnlyDictionary<string, IAuthMethod> _methods;
    private int _at;
    private int _depth;
    private int _terms;
    private string? _problem;

    private BooleanExpression(string text, IReadOnlyDictionary<string, IAuthMethod> methods) => (_text, _methods) = (text, methods);

    /// <summary>The expression; null where it can't be read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="methods">The configs by name.</param>
    /// <param name="problem">Why not, in words; null where it is.</param>
    public static AuthExpression? Parse(string text, IReadOnlyDictionary<string, IAuthMethod> methods, out string? problem)
    {
        var reader = new BooleanExpression(text, methods);
        var expression = reader.Or();
        if (reader._problem is null && reader.Peek() is { } rest)
        {
            reader._problem = $"'{rest}' is one too many";
        }

        problem = reader._problem;
        return problem is null ? expression : null;
    }

    private AuthExpression? Or()
    {
        var left = And();
        while (_problem is null && Takes("||"))
        {
            left = And() is { } right ? new AuthExpression.Or(left!, right) : null;
        }

        return left;
    }

    private AuthExpression? And()
    {
        var left = Not();
        while (_problem is null && Takes("&&"))
        {
            left = Not() is { } right ? new AuthExpression.And(left!, right) : null;
        }

        return left;
    }

    private AuthExpression? Not()
    {
        if (++_depth > Deepest)
        {
            _problem ??= $"it is more than {Deepest} levels deep";
            return null;
        }

        var read = Takes("!") ? (Not() is { } inner ? new AuthExpression.Not(inner) : null) : Name();
        _depth--;
        return read;
    }

    private AuthExpression? Name()
    {
        if (Takes("("))
        {
            var inner = Or();
            if (_problem is null && !Takes(")"))
            {
                _problem = "a bracket is not closed";
            }

            return inner;
        }

        if (Peek() is not { } name || name is "&&" or "||" or ")")
        {
            _problem ??= "a name is missing";
            return null;
        }

        _at += name.Length;
        if (++_terms > MostTerms)
        {
            _problem ??= $"it names more than {MostTerms} configs";
            return null;
        }

        if (!_methods.TryGetValue(name, out var method))
        {
            _problem ??= $"no config is called '{name}'";
            return null;
        }

        return new AuthExpression.Method(method);
    }

    private bool Takes(string word)
    {
        bool next = Peek() == word;
        _at += next ? word.Length : 0;
        return next;
    }

    /// <summary>The next word; null at the end.</summary>
    private string? Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        if (_at == _text.Length)
        {
            return null;
        }

        if (_text.AsSpan(_at) is ['&', '&', ..] or ['|', '|', ..])
        {
            return _text.Substring(_at, 2);
        }

        if (_text[_at] is '!' or '(' or ')')
        {
            return _text[_at].ToString();
        }

        int end = _at;
        while (end < _text.Length && !char.IsWhiteSpace(_text[end]) && _text[end] is not ('!' or '(' or ')' or '&' or '|'))
        {
            end++;
        }

        return _text[_at..Math.Max(end, _at + 1)];
    }
}
