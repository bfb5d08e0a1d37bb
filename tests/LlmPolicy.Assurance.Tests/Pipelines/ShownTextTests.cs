using LlmPolicy.Explaining;

namespace LlmPolicy.Assurance.Pipelines;

/// <summary>What operators see of a request's address is cut and masked: wherever it is cut, nothing of a credential in it is shown.</summary>
public sealed class ShownTextTests
{
    /// <summary>Credentials as they may stand in an address, and how much of each says nothing.</summary>
    private static readonly (string Text, string Secret)[] Credentials =
    [
        ("//alice:correct-horse-battery-staple@host", "horse"),
        ("alice:correct-horse-battery-staple@host/", "horse"),
        ("/alice%3Acorrect-horse-battery-staple%40host/", "horse"),
        ("/sk-live-correct-horse-battery-staple", "horse"),
        ("/token=correct-horse-battery-staple", "horse"),
        ("/token%3Dcorrect-horse-battery-staple", "horse"),
        ("/eyJhbGciOiJub25lIn0.eyJzdWIiOiJob3JzZSJ9.", "GciOi"),
        ("/a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6", "e5f6g7"),
    ];

    [Fact]
    public void No_credential_is_shown_wherever_the_text_is_cut()
    {
        foreach (int most in (int[])[CallerText.LongestStep, 200, 40])
        {
            foreach ((string text, string secret) in Credentials)
            {
                for (int at = 0; at <= most + 10; at++)
                {
                    foreach (string behind in (string[])["", "/more", " " + new string('x', 5 * most)])
                    {
                        string shown = CallerText.Shown($"{Filling(at)}{text}{behind}", most);

                        shown.ShouldNotContain(secret, Case.Sensitive, $"{text} at {at} of {most}");
                        shown.Length.ShouldBeLessThanOrEqualTo(most + 1);
                    }
                }
            }
        }
    }

    /// <summary>Words of a path, so long together.</summary>
    private static string Filling(int length) => string.Concat(Enumerable.Repeat("/chat", (length / 5) + 1))[..length];
}
