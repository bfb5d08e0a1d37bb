using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Rbac;

/// <summary>Looks for claims, and stays at the last one: a route's principals mostly ask for one claim after the other.</summary>
internal ref struct ClaimCursor
{
    private VerifiedCaller? _caller;
    private ClaimPath? _path;
    private bool _found;
    private Utf8JsonReader _value;

    public bool TryFind(VerifiedCaller caller, ClaimPath path, out Utf8JsonReader value)
    {
        if (_caller != caller || _path != path)
        {
            _found = path.TryFind(caller.Payload, out _value);
            (_caller, _path) = (caller, path);
        }

        value = _value;
        return _found;
    }
}
