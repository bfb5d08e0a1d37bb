using System.Runtime.Versioning;

namespace LlmPolicy.Tests;

/// <summary>Who may read the file.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class OwnerTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly BudgetFolder _folder = new();

    public OwnerTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "There are no such rights.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_and_the_log_beside_it_are_for_their_owner_alone() => (await RightsAsync()).ShouldBe([OwnerOnly, OwnerOnly]);

    [Fact]
    public async Task A_file_that_others_could_read_is_taken_from_them()
    {
        await File.WriteAllBytesAsync(_folder.File, [], TestContext.Current.CancellationToken);
        File.SetUnixFileMode(_folder.File, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        (await RightsAsync()).ShouldBe([OwnerOnly, OwnerOnly]);
    }

    private async Task<UnixFileMode[]> RightsAsync()
    {
        using var app = await BudgetApp.StartedAsync(TimeProvider.System, _folder.File);
        return [.. _folder.Contents().Keys.Select(File.GetUnixFileMode)];
    }
}
