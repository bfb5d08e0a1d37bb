using System.Buffers.Text;
using System.Text.Json;

namespace LlmPolicy.Conformance.Comparing;

/// <summary>
/// A claim that is an object goes upstream as base64 of its JSON. Envoy writes its members in the order of a hash map seeded anew in
/// each process, so that no order is the recorded one: what counts is the object.
/// </summary>
internal static class ClaimObject
{
    public static bool Same(string recorded, string ours) =>
        Read(recorded) is { } first && Read(ours) is { } second && JsonElement.DeepEquals(first, second);

    private static JsonElement? Read(string value)
    {
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(value.Length)];
        try
        {
            return Convert.TryFromBase64String(value, bytes, out int length)
                && JsonElement.Parse(bytes.AsSpan(0, length)) is { ValueKind: JsonValueKind.Object or JsonValueKind.Array } element
                ? element
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
