<?php
// Reads documents with a loader for PHP: read_with_php.php vlucas|symfony AUTOLOAD
[, $kind, $autoload] = $argv;
require $autoload;
$asked = json_decode(stream_get_contents(STDIN), true);

function parse_with(string $kind, string $text): array
{
    if ($kind === 'symfony') {
        return (new Symfony\Component\Dotenv\Dotenv())->parse($text);
    }
    // The file and not its text: only then a byte order mark goes.
    file_put_contents('.env', $text);
    return Dotenv\Dotenv::createArrayBacked(getcwd())->load();
}

foreach ($asked['documents'] as $document) {
    try {
        $variables = parse_with($kind, base64_decode($document));
        $value = $variables[$asked['key']] ?? null;
        $answer = $value === null ? ['missing' => true] : ['value' => $value];
    } catch (Throwable $error) {
        $answer = ['error' => get_class($error)];
    }
    echo json_encode($answer, JSON_INVALID_UTF8_SUBSTITUTE), "\n";
}
