using System.Text.Json;
using System.Text.Unicode;
using LlmPolicy.Json;

namespace LlmPolicy.Models;

/// <summary>
/// Finds the models that a JSON body names, in one pass. Strict (RFC 8259), as every other reader of it has to find the same: a name twice, in another case or
/// with an escape is refused, at the top and on the way to a further model.
/// </summary>
internal ref struct JsonModels
{
    private const int MaxDepth = 128;

    private readonly BodyForm _form;
    private readonly ModelFindings _found;
    private Utf8JsonReader _reader;

    private JsonModels(ReadOnlySpan<byte> utf8, BodyForm form, ModelFindings found)
    {
        _form = form;
        _found = found;
        _reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    public static ModelResolution.Refused? Read(ReadOnlySpan<byte> utf8, BodyForm form, ModelFindings found)
    {
        try
        {
            return Utf8.IsValid(utf8) ? new JsonModels(utf8, form, found).ReadBody() : ModelResolution.Refused.OfBody("The body is not UTF-8.");
        }
        catch (JsonException)
        {
            return ModelResolution.Refused.OfBody("The body is not one JSON text, without a byte order mark and not too deep.");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which each language makes something else of.
            return ModelResolution.Refused.OfBody("An escape in the body is no character.");
        }
    }

    private ModelResolution.Refused? ReadBody()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            return ModelResolution.Refused.OfBody("The body is no JSON object.");
        }

        ulong seen = 0;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            int member = IndexOf(out bool isExact);
            if (member >= 0 && (!isExact || (seen & 1UL << member) != 0))
            {
                return ModelResolution.Refused.Ambiguous("A member of the body that says the model is there twice, in another case or with an escape.");
            }

            seen |= member < 0 ? 0 : 1UL << member;
            _reader.Read();
            var refused = member < 0 ? Skipped()
                : member < _form.Names.Count ? ReadModel()
                : ReadMember(_form.Members[member - _form.Names.Count]);
            if (refused is not null)
            {
                return refused;
            }
        }

        // What stands behind the object is an error, which Read throws.
        _reader.Read();
        return null;
    }

    /// <summary>Which of the form's names and members this property is, however it is spelt; -1 for none.</summary>
    private readonly int IndexOf(out bool isExact)
    {
        for (int i = 0; i < _form.Names.Count + _form.Members.Count; i++)
        {
            if (_reader.IsNamed(i < _form.Names.Count ? _form.Names[i] : _form.Members[i - _form.Names.Count].Name, out isExact))
            {
                return i;
            }
        }

        isExact = false;
        return -1;
    }

    private ModelResolution.Refused? Skipped()
    {
        _reader.PassOver();
        return null;
    }

    private ModelResolution.Refused? ReadModel()
    {
        if (_reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (_reader.TokenType == JsonTokenType.String && _reader.ValueSpan.IsEmpty && _form.Names.Count > 1)
        {
            return null;
        }

        return TryName(out var model) is { } refused ? refused : _found.Add(model!);
    }

    private ModelResolution.Refused? TryName(out AskedModel? model)
    {
        model = null;
        if (_reader.TokenType != JsonTokenType.String)
        {
            return ModelResolution.Refused.OfBody("A model in the body is no string.");
        }

        string name = _reader.GetString()!;
        string lead = "";
        if (_form.NamesResources)
        {
            name = ModelName.WithoutResource(name, out lead);
        }

        if (!ModelName.IsOne(name))
        {
            return name.Length == 0 ? ModelResolution.Refused.Unknown("The model in the body is empty.") : ModelResolution.Refused.Ambiguous("The model in the body is not one name.");
        }

        int start = (int)_reader.TokenStartIndex;
        model = new AskedModel(name, [new ModelPlace(ModelSource.Json, start, (int)_reader.BytesConsumed - start) { Lead = lead }]);
        return null;
    }

    private ModelResolution.Refused? ReadMember(BodyMember member)
    {
        if (member.Path is { } path)
        {
            return ReadFurther(path, 0, member.IsRequired);
        }

        bool counts = member.IsObject ? _reader.TokenType == JsonTokenType.StartObject : _reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
        if (counts)
        {
            _found.Add(member);
        }

        return Skipped();
    }

    /// <summary>Collects names at the end of a way; a string on it is one, too.</summary>
    private ModelResolution.Refused? ReadFurther(IReadOnlyList<string> path, int at, bool isRequired)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.String:
                var refused = TryName(out var model);
                if (model is not null)
                {
                    _found.AddFurther(model);
                }

                return refused;
            case JsonTokenType.Null when at == 0 || !isRequired:
                return null;
            case JsonTokenType.StartArray when at < path.Count && path[at] == BodyMember.Each:
                return ReadItems(path, at + 1, isRequired);
            case JsonTokenType.StartObject when at < path.Count && path[at] != BodyMember.Each:
                return ReadObject(path, at, isRequired);
            default:
                return isRequired || at == path.Count
                    ? ModelResolution.Refused.OfBody("A member of the body that names models has another form than it is known to have.")
                    : Skipped();
        }
    }

    private ModelResolution.Refused? ReadItems(IReadOnlyList<string> path, int at, bool isRequired)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (ReadFurther(path, at, isRequired) is { } refused)
            {
                return refused;
            }
        }

        return null;
    }

    private ModelResolution.Refused? ReadObject(IReadOnlyList<string> path, int at, bool isRequired)
    {
        bool isThere = false;
        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMember = _reader.IsNamed(path[at], out bool isExact);
            if (isMember && (isThere || !isExact))
            {
                return ModelResolution.Refused.Ambiguous("A member of the body that says a further model is there twice, in another case or with an escape.");
            }

            isThere |= isMember;
            _reader.Read();
            if ((isMember ? ReadFurther(path, at + 1, isRequired) : Skipped()) is { } refused)
            {
                return refused;
            }
        }

        return isRequired && !isThere ? ModelResolution.Refused.Unknown("An item of the body names no model.") : null;
    }
}
