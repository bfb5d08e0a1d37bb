using System.Text;

namespace LlmPolicy.Tests.Models;

/// <summary>Forms as no client writes them: parts twice, odd headers and boundaries, line ends of one char.</summary>
internal sealed class RandomForm(Random chance)
{
    private static readonly string[] Dispositions =
    [
        "form-data; name=\"model\"", "form-data; name=\"model\"", "form-data; name=model", "form-data; name=\"Model\"", "form-data; name=\"model[]\"", "form-data; name=\"prompt\"", "form-data; name=\"prompt\"",
        "form-data; name=\"file\"; filename=\"a.wav\"", "form-data; name=\"file\"; filename=\"model\"", "form-data; name=\"model\"; filename=\"x\"", "form-data; name=\"x\"; name=\"model\"",
        "form-data; name*=utf-8''model", "form-data; name='model'", "form-data; filename=\"; name=model", "form-data; name=\"file\"; filename=\"\\\"; name=\\\"model\"", "attachment; name=\"model\"", "form-data",
    ];

    private static readonly string[] Values = ["good", "good", "good", "evil", "good\r\nevil", "good\n--B\nevil", "", "RIFF\0\r\n\r\nname=\"model\"\r\n\r\nevil"];

    public byte[] Body()
    {
        var text = new StringBuilder(Rarely("preamble\r\n"));
        for (int parts = chance.Next(5); parts >= 0; parts--)
        {
            text.Append("--B").Append(Rarely(" ")).Append(Rarely("B")).Append(Line())
                .Append(Rarely("Content-Type: text/plain; charset=utf-8\r\n")).Append(Rarely("Content-Transfer-Encoding: base64\r\n"))
                .Append(Rarely("content-DISPOSITION") is { Length: > 0 } other ? other : "Content-Disposition").Append(Rarely(" ")).Append(": ").Append(Dispositions[chance.Next(Dispositions.Length)])
                .Append(Line()).Append(Rarely("X: y\r\n")).Append(Rarely(" folded\r\n")).Append(Line())
                .Append(Values[chance.Next(Values.Length)]).Append(Line());
        }

        return Encoding.Latin1.GetBytes(text.Append("--B").Append(Rarely("x") is { Length: > 0 } more ? more : "--").Append(Line()).Append(Rarely("--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nevil\r\n--B--")).ToString());
    }

    private string Line() => chance.Next(40) == 0 ? "\n" : "\r\n";

    private string Rarely(string text) => chance.Next(15) == 0 ? text : "";
}
