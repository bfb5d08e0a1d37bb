namespace LlmPolicy.Files;

internal sealed class FileUnsettledException() : IOException("written to again and again while it is read");
