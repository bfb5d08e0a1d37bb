using System.Text.Json;
using System.Text.Unicode;

namespace LlmPolicy.Outputs;

/// <summary>
/// Reads what a JSON body says of its output, and counts what it sends, in one pass. Strict (RFC 8259), as every other reader of it has to find the same: a
/// member that is read is refused if it is there twice, in another case or with an escape in its name.
/// </summary>
internal ref struct JsonOutputs
{
    private const int MaxDepth = 128;

    private readonly OutputForm _form;
    private readonly OutputFindings _found;
    private Utf8JsonReader _reader;
    private InputCounter _input;

    /// <summary>The end of the body's object, and of the one that the limit is put into where that is another.</summary>
    private OutputPlace? _put;

    private bool _putIsTaken;

    private JsonOutputs(ReadOnlySpan<byte> utf8, OutputForm form, OutputFindings found)
    {
        _form = form;
        _found = found;
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    public static OutputResolution.Refused? Read(ReadOnlySpan<byte> utf8, OutputForm form, OutputFindings found)
    {
        try
        {
            return Utf8.IsValid(utf8) ? new JsonOutputs(utf8, form, found).ReadBody() : OutputResolution.Refused.OfBody("The body is not UTF-8.");
        }
        catch (JsonException)
        {
            return OutputResolution.Refused.OfBody("The body is not one JSON text, without a byte order mark and not too deep.");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which each language makes something else of.
            return OutputResolution.Refused.OfBody("An escape in the body is no character.");
        }
    }

    private static OutputResolution.Refused Twice { get; } =
        OutputResolution.Refused.Ambiguous("A member of the body that says how much may be produced is there twice, in another case or with an escape.");

    private static OutputResolution.Refused OtherForm { get; } =
        OutputResolution.Refused.Ambiguous("A member of the body that says how much may be produced has another form than it is known to have.");

    private OutputResolution.Refused? ReadBody()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            return OutputResolution.Refused.OfBody("The body is no JSON object.");
        }

        var refused = ReadObject(_form.Root, depth: 0);
        if (refused is null)
        {
            // What stands behind the object is an error, which Read throws.
            _reader.Read();
            _found.Put = _put;
            _found.Input = _input.Size;
        }

        return refused;
    }

    /// <summary>Reads an object. <paramref name="depth"/>: how much of the way to where a limit is put leads to it; -1 off that way.</summary>
    private OutputResolution.Refused? ReadObject(OutputNode node, int depth)
    {
        ulong seen = 0;
        bool isEmpty = true;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            isEmpty = false;
            _input.Count(in _reader);
            int index = node.IndexOf(in _reader, out bool isExact);
            if (index >= 0 && (!isExact || (seen & 1UL << index) != 0))
            {
                return Twice;
            }

            seen |= index < 0 ? 0 : 1UL << index;
            _reader.Read();
            var refused = index >= 0 ? ReadValue(node.Child(index), Onward(node.Child(index), depth)) : ReadOther(node.Others);
            if (refused is not null)
            {
                return refused;
            }
        }

        Offer(depth, (int)_reader.TokenStartIndex, isEmpty);
        return null;
    }

    /// <summary>How much of the way a child is on; -1 for none.</summary>
    private readonly int Onward(OutputNode child, int depth) =>
        depth >= 0 && _form.Put is { } put && depth < put.Count && child.Names[0] == put[depth] ? depth + 1 : -1;

    /// <summary>An object on the way ends: what is missing of the way can be put in here, unless it was found further on.</summary>
    private void Offer(int depth, int end, bool isEmpty)
    {
        if (depth >= 0 && _form.Put is { } put && !_putIsTaken)
        {
            _putIsTaken = true;
            _put = Missing(put, depth, new OutputPlace(end, 0) { Before = isEmpty ? "" : "," });
        }
    }

    /// <summary>Members from one of the way on.</summary>
    private static OutputPlace Missing(IReadOnlyList<string> put, int depth, OutputPlace at)
    {
        string before = at.Before;
        string behind = "";
        for (int i = depth; i < put.Count; i++)
        {
            before += $"{(i > depth ? "{" : "")}\"{put[i]}\":";
            behind += i > depth ? "}" : "";
        }

        return at with { Before = before, Behind = behind };
    }

    private OutputResolution.Refused? ReadValue(OutputNode node, int depth)
    {
        if (node.Member is { } member)
        {
            return ReadMember(member, node.IsList, depth);
        }

        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject when node.IsInner:
                return ReadObject(node, depth);
            case JsonTokenType.StartArray when node.IsList:
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    if (ReadValue(node, depth: -1) is { } refused)
                    {
                        return refused;
                    }
                }

                return null;
            case JsonTokenType.Null:
                TakeNull(depth);
                _input.Count(in _reader);
                return null;
            default:
                return node.HoldsLimit ? OtherForm : PassOver();
        }
    }

    /// <summary>A <c>null</c> on the way counts as absent, and a limit goes into its place.</summary>
    private void TakeNull(int depth)
    {
        if (depth > 0 && _form.Put is { } put)
        {
            var place = new OutputPlace((int)_reader.TokenStartIndex, 4);
            _putIsTaken = true;
            _put = depth == put.Count ? place : Wrapped(Missing(put, depth, place));
        }
    }

    private static OutputPlace Wrapped(OutputPlace place) => place with { Before = "{" + place.Before, Behind = place.Behind + "}" };

    private OutputResolution.Refused? ReadMember(OutputMember member, bool isList, int depth)
    {
        switch (member.Role)
        {
            case OutputRole.Limit:
                return ReadLimit(depth);
            case OutputRole.Candidates:
                return ReadCandidates();
            case OutputRole.Prompts:
                return ReadPrompts();
            case OutputRole.Stream:
                _found.Streams = _reader.TokenType == JsonTokenType.Null ? null : _reader.TokenType != JsonTokenType.False;
                return PassOver();
            case OutputRole.Marker:
                _found.HasMarker |= _reader.TokenType == JsonTokenType.String;
                return PassOver();
            case OutputRole.Escape:
                return ReadEscape(member, isList);
            default:
                return PassOver();
        }
    }

    private OutputResolution.Refused? ReadLimit(int depth)
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            TakeNull(depth);
            return PassOver();
        }

        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long limit) || limit < 0 && _form != OutputForms.Ollama)
        {
            return OtherForm;
        }

        var place = new OutputPlace((int)_reader.TokenStartIndex, _reader.ValueSpan.Length) { Limit = limit };
        if (limit < 0)
        {
            _putIsTaken = true;
            _put = place with { Limit = null };
        }
        else
        {
            _found.Declare(place);
        }

        return PassOver();
    }

    private OutputResolution.Refused? ReadCandidates()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return PassOver();
        }

        if (_reader.TokenType != JsonTokenType.Number || !_reader.TryGetInt64(out long candidates) || candidates < 0)
        {
            return OtherForm;
        }

        _found.Multiply(candidates);
        return PassOver();
    }

    /// <summary>A list of texts or of lists is as many prompts; a list of numbers is one, in tokens.</summary>
    private OutputResolution.Refused? ReadPrompts()
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            return PassOver();
        }

        long prompts = 0;
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            prompts += _reader.TokenType == JsonTokenType.Number ? 0 : 1;
            PassOver();
        }

        _found.Prompts = Math.Max(prompts, 1);
        return null;
    }

    private OutputResolution.Refused? ReadEscape(OutputMember member, bool isList)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.Null or JsonTokenType.False:
                return PassOver();
            case JsonTokenType.String:
                _found.Escapes |= member.Harmless.Count > 0 && member.IsHarmless(_reader.GetString()!) ? OutputEscapes.None : member.Escape;
                return PassOver();
            case JsonTokenType.StartArray:
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    if (isList)
                    {
                        ReadEscape(member, isList: false);
                    }
                    else
                    {
                        _found.Escapes |= member.Escape;
                        PassOver();
                    }
                }

                return null;
            default:
                _found.Escapes |= member.Escape;
                return PassOver();
        }
    }

    private OutputResolution.Refused? ReadOther(OutputMember? others) => others is null ? PassOver() : ReadEscape(others, isList: false);

    /// <summary>Counts a value and passes over it.</summary>
    private OutputResolution.Refused? PassOver()
    {
        _input.Count(in _reader);
        if (_reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            int depth = _reader.CurrentDepth;
            while (_reader.Read() && _reader.CurrentDepth > depth)
            {
                _input.Count(in _reader);
            }
        }

        return null;
    }
}
