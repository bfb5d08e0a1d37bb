using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmPolicy.Json;

/// <summary>A claim as a header's value: text as it is, numbers as C++ prints them, lists and objects as base64 of their JSON.</summary>
internal static class ClaimText
{
    /// <summary>The value, bytes as Latin-1; empty where there is nothing to send.</summary>
    public static string Of(JsonElement claim) => claim.ValueKind switch
    {
        JsonValueKind.String => ToBytes(claim.GetString()!),
        JsonValueKind.Number => Number(claim.GetDouble()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Array or JsonValueKind.Object => Convert.ToBase64String(Encoding.UTF8.GetBytes(ProtobufJson.Write(claim))),
        _ => "",
    };

    public static string ToBytes(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Number(double number) =>
        number >= 0 && number < 18446744073709551616.0 && number == Math.Floor(number)
            ? ((ulong)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("F6", CultureInfo.InvariantCulture);
}
